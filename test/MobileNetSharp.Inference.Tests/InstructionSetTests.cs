using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Tests;

public class InstructionSetTests
{
    const string Variable = "MOBILENETSHARP_EXPECT_LANES";

    [Fact]
    public void The_process_sees_the_widths_that_its_run_is_meant_to_test()
    {
        string[] widths = ["512", "256", "128", "scalar"];
        var seen = VectorWidths.Accelerated.Select(VectorWidths.NameOf).ToArray();
        var expected = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(expected))
            expected = seen[0];
        Assert.Contains(expected, widths);
        Assert.Equal(widths[Array.IndexOf(widths, expected)..], seen);
    }

    [Fact]
    public void The_widest_vectors_are_used_unless_a_width_is_forced()
    {
        Assert.Equal(VectorWidths.Accelerated[0], VectorWidths.Choose(null));
        Assert.Equal(VectorWidth.Scalar, VectorWidths.Choose("scalar"));
        var error = Assert.Throws<VectorWidthException>(() => VectorWidths.Choose("1024"));
        Assert.Contains("MOBILENETSHARP_LANES is '1024'; this processor has", error.Message, StringComparison.Ordinal);
    }
}
