using System.Diagnostics;
using System.Text.Json;

namespace MobileNetSharp.Benchmarks.Tests;

public class CompareTests
{
    [Fact]
    public void Our_engine_and_onnx_runtime_are_compared_on_the_same_weights()
    {
        var (exitCode, output) = Run("compare", "mobilenet_v2_0.35_96", "--rounds", "1", "--json");
        Assert.Equal(0, exitCode);
        var comparison = JsonDocument.Parse(output).RootElement;
        Assert.Equal("mobilenet_v2_0.35_96", comparison.GetProperty("model").GetString());
        var rival = Assert.Single(comparison.GetProperty("rivals").EnumerateArray().ToList());
        Assert.Equal("onnxruntime", rival.GetProperty("name").GetString());
        Assert.NotEmpty(rival.GetProperty("version").GetString()!);
        // One round: the ratio of the rounds is that of the medians.
        var ratio = Median(comparison) / Median(rival);
        Assert.Equal(ratio, rival.GetProperty("ratio").GetDouble(), 0.01 * ratio);
    }

    /// <summary>The baseline is this build itself, so both take the same memory.</summary>
    [Fact]
    public void Two_builds_of_the_command_are_compared_with_the_arenas_of_both()
    {
        var (exitCode, output) = Run("compare", "mobilenet_v2_0.35_96", "--baseline", Path.Combine(AppContext.BaseDirectory, "mobilenet"), "--rounds", "1", "--json");
        Assert.Equal(0, exitCode);
        var comparison = JsonDocument.Parse(output).RootElement;
        Assert.Equal("mobilenet_v2_0.35_96", comparison.GetProperty("model").GetString());
        var rival = Assert.Single(comparison.GetProperty("rivals").EnumerateArray().ToList());
        Assert.Equal("baseline", rival.GetProperty("name").GetString());
        Assert.NotEqual(0, comparison.GetProperty("arenaBytes").GetInt64());
        Assert.Equal(comparison.GetProperty("arenaBytes").GetInt64(), rival.GetProperty("arenaBytes").GetInt64());
        var ratio = Median(comparison) / Median(rival);
        Assert.Equal(ratio, rival.GetProperty("ratio").GetDouble(), 0.01 * ratio);
    }

    [Fact]
    public void A_baseline_that_is_not_there_is_an_error() =>
        Assert.Equal((1, ""), Run("compare", "mobilenet_v2_0.35_96", "--baseline", "no such command"));

    [Fact]
    public void A_model_that_is_not_there_is_one_line()
    {
        var (exitCode, output) = Run("compare", "no such.onnx");
        Assert.Equal((1, ""), (exitCode, output));
    }

    static double Median(JsonElement element) => element.GetProperty("latencyMs").GetProperty("median").GetDouble();

    static (int ExitCode, string Output) Run(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MobileNetSharp.Benchmarks.dll"), .. args])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
