namespace MobileNetSharp.Benchmarks.Tests;

public class OutputCheckTests
{
    [Fact]
    public void Outputs_that_differ_by_rounding_agree() =>
        Assert.Null(OutputCheck.Fault([10, -3, 0.5f], [10.0009f, -3.0009f, 0.4991f]));

    public static TheoryData<float[], float[], string> Refused => new()
    {
        { [10, -3], [10, -3.002f], "difference" },
        { [10, -3], [10, 3], "difference" },
        { [10, -3], [0, 0], "difference" },
        { [10, -3], [10], "values, not 2" },
        { [10, -3], [10, float.NaN], "not finite" },
        { [float.PositiveInfinity, 1], [float.PositiveInfinity, 1], "not finite" },
        { [1e-5f, 0], [1e-5f, 0], "anything would agree" },
        { [], [], "anything would agree" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Outputs_that_are_not_the_same_functions_are_refused(float[] expected, float[] found, string reason) =>
        Assert.Contains(reason, OutputCheck.Fault(expected, found));
}
