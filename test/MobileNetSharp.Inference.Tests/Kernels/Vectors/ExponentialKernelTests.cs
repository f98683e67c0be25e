using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Tests.Kernels.Vectors;

/// <summary>eˣ over lanes, and the functions made of it, against double precision at every width.</summary>
public class ExponentialKernelTests
{
    /// <summary>Overflow begins at 88.7, denormals at −87.3, zero at −103.97.</summary>
    static float[] Arguments { get; } =
    [
        .. Enumerable.Range(-110_000, 200_001).Select(i => i / 1000f), .. Enumerable.Range(-1000, 2001).Select(i => i * 1e-9f),
        88.72283f, 88.72284f, -87.33655f, -103.9f, -104f, float.Epsilon, -float.Epsilon, float.MinValue, float.MaxValue,
    ];

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void The_exponential_is_within_one_unit_in_the_last_place(string width)
    {
        var actual = Exp(width, Arguments);
        for (var i = 0; i < actual.Length; i++)
        {
            var expected = Math.Exp(Arguments[i]);
            if (expected > float.MaxValue)
            {
                Assert.True(actual[i] is float.PositiveInfinity or float.MaxValue, $"exp({Arguments[i]:R}) is {actual[i]:R}");
                continue;
            }

            var unit = Math.Max((double)MathF.BitIncrement((float)expected) - (float)expected, float.Epsilon);
            Assert.True(Math.Abs(actual[i] - expected) <= unit, $"exp({Arguments[i]:R}) is {actual[i]:R}, not {expected:R}");
        }
    }

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void The_exponential_of_special_values_is_exact(string width) => Assert.Equal(
        [1, 1, float.PositiveInfinity, 0, float.NaN, float.PositiveInfinity, 0],
        Exp(width, [0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1000, -1000]));

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void The_sigmoid_is_within_2_to_the_minus_22_of_its_value(string width)
    {
        var model = Unary((g, x) => g.Node("y", Activation.Sigmoid, x), Arguments.Length);
        var actual = TestModels.Run(model, width, 1, Arguments)[0];
        for (var i = 0; i < actual.Length; i++)
        {
            var expected = 1 / (1 + Math.Exp(-(double)Arguments[i]));
            // Below 2⁻¹²⁶ eˣ overflows before its reciprocal is a denormal.
            Assert.True(Math.Abs(actual[i] - expected) <= (expected * Math.Pow(2, -22)) + Math.Pow(2, -126), $"sigmoid({Arguments[i]:R}) is {actual[i]:R}, not {expected:R}");
        }
    }

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void The_sigmoid_of_special_values_is_exact(string width) => Assert.Equal(
        [0.5f, 1, 0, float.NaN],
        TestModels.Run(Unary((g, x) => g.Node("y", Activation.Sigmoid, x), 4), width, 1, [0, float.PositiveInfinity, float.NegativeInfinity, float.NaN])[0]);

    /// <summary>Channel counts on both sides of every vector's end; logits far below the largest, and all alike.</summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Softmax_is_within_the_bound_that_rounded_differences_leave(string width)
    {
        foreach (var channels in (int[])[1, 2, 3, 5, 8, 15, 16, 17, 21, 33, 91, 1001])
        {
            foreach (var spread in (float[])[0, 1, 30, 300])
            {
                float[] x = [.. Enumerable.Range(0, channels).Select(i => spread * (float)Math.Sin(i * 1.7))];
                var sum = x.Sum(value => Math.Exp((double)value - x.Max()));
                var actual = TestModels.Run(Unary((g, input) => g.Softmax("y", input), channels), width, 1, x)[0];
                for (var i = 0; i < channels; i++)
                {
                    var expected = Math.Exp((double)x[i] - x.Max()) / sum;
                    var bound = ((x.Max() - x[i]) + 8) * Math.Pow(2, -24) * expected;
                    Assert.True(Math.Abs(actual[i] - expected) <= bound + float.Epsilon, $"{channels} channels, {spread}: {actual[i]:R} is not {expected:R}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Softmax_of_minus_infinity_is_zero_and_of_a_value_that_is_not_a_number_spoils_its_pixel_alone(string width)
    {
        var g = new GraphBuilder("softmax");
        g.Output("y", g.Softmax("y", g.Input("x", new Shape(1, 1, 2, 17))));
        float[] x = [float.NegativeInfinity, .. new float[16], 5, float.NaN, .. new float[15]];
        var y = TestModels.Run(TestModels.Of(g.Build()), width, 1, x)[0];
        Assert.Equal([0, .. Enumerable.Repeat(1 / 16f, 16)], y[..17]);
        Assert.All(y[17..], value => Assert.Equal(float.NaN, value));
    }

    static Model Unary(Func<GraphBuilder, Node, Node> op, int channels) => TestModels.Of(g => g.Output("y", op(g, g.Input("x", new Shape(1, 1, 1, channels)))));

    static float[] Exp(string width, float[] x) => VectorWidths.Dispatch<Exponentials, float[]>(VectorWidths.Choose(width), new Exponentials(x));

    readonly unsafe struct Exponentials(float[] x) : IWidthFunction<float[]>
    {
        public float[] Invoke<TLanes, TVector>()
            where TLanes : IFloatLanes<TVector>
            where TVector : struct
        {
            var padded = new float[(x.Length + TLanes.Count - 1) / TLanes.Count * TLanes.Count];
            x.CopyTo(padded, 0);
            fixed (float* values = padded)
            {
                for (var i = 0; i < padded.Length; i += TLanes.Count)
                    TLanes.Store(VectorMath<TLanes, TVector>.Exp(TLanes.Load(values + i)), values + i);
            }

            return padded[..x.Length];
        }
    }
}
