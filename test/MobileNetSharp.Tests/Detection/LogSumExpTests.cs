using CsCheck;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Tests.Detection;

public class LogSumExpTests
{
    /// <summary>Also where the numbers are so large that their exponentials are not numbers.</summary>
    [Fact]
    public void It_is_that_of_double_precision() =>
        Gen.Select(Gen.Float[-1, 1].Array[1, 200], Gen.Float[0, 300], Gen.Float[-1000, 1000]).Sample((values, spread, center) =>
        {
            float[] logits = [.. values.Select(value => center + (spread * value))];
            var expected = logits.Max() + Math.Log(logits.Sum(logit => Math.Exp((double)logit - logits.Max())));
            Assert.Equal(expected, LogSumExp.Of(logits), 1e-6 * Math.Max(1, Math.Abs(expected)));
        }, iter: 2000);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(91)]
    public void It_is_NaN_where_a_number_is(int count)
    {
        var logits = new float[count];
        logits[count / 2] = float.NaN;
        Assert.True(float.IsNaN(LogSumExp.Of(logits)));
    }

    [Fact]
    public void Numbers_that_are_endlessly_small_add_nothing() =>
        Assert.Equal(1, LogSumExp.Of([.. Enumerable.Repeat(float.NegativeInfinity, 40), 1]), 1e-6f);
}
