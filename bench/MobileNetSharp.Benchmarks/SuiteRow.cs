namespace MobileNetSharp.Benchmarks;

/// <summary>One row of the table of targets: what is compared, and the ratio that it must not exceed.</summary>
sealed record SuiteRow(string Model, int Threads, int Batch, int Lanes, double MaximalRatio)
{
    /// <summary>All of them, the most telling first.</summary>
    public static IReadOnlyList<SuiteRow> All { get; } =
    [
        new("mobilenet_v2_1.0_224", 1, 1, 512, 0.78),
        new("mobilenet_v2_1.0_224", 2, 1, 512, 0.82),
        new("mobilenet_v2_1.0_224", 1, 16, 512, 0.75),
        new("mobilenet_v2_0.35_224", 1, 1, 512, 0.85),
        new("mobilenet_v2_0.5_160", 1, 1, 512, 0.85),
        new("mobilenet_v2_0.75_192", 1, 1, 512, 0.85),
        new("mobilenet_v2_1.4_224", 1, 1, 512, 0.85),
        new("mobilenet_v2_1.0_96", 1, 1, 512, 0.85),
        new("mobilenet_v1_1.0_224", 1, 1, 512, 0.85),
        new("mobilenet_v2_1.0_224", 1, 1, 256, 0.90),
        new("ssdlite_mobilenet_v2_320", 1, 1, 512, 0.82),
    ];
}
