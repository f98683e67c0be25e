using CsCheck;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Tests.Detection;

public class BoxCoderTests
{
    static Gen<float> Share { get; } = Gen.Float[0.01f, 1];

    static Gen<BoxCoder> Coders { get; } =
        from center in Gen.Double[0.1, 20]
        from size in Gen.Double[0.1, 20]
        from order in Gen.Enum<BoxCodeOrder>()
        select new BoxCoder(center, size) { Order = order };

    [Fact]
    public void Decoding_the_code_of_a_box_gives_the_box() =>
        Gen.Select(Coders, Share.Array[4], Share.Array[4]).Sample((coder, box, anchor) =>
        {
            var code = new float[4];
            var right = Box.FromCenter(box[0], box[1], box[2], box[3]);
            coder.Encode(right, anchor, code);
            AssertClose(right, coder.Decode(code, anchor), 1e-5);
        });

    [Fact]
    public void The_code_of_the_anchor_itself_is_zero() => Gen.Select(Coders, Share.Array[4]).Sample((coder, anchor) =>
    {
        var code = new float[4];
        coder.Encode(Box.FromCenter(anchor[1], anchor[0], anchor[3], anchor[2]), anchor, code);
        Assert.All(code, number => Assert.Equal(0, number, 1e-4f));
    });

    [Fact]
    public void A_code_by_hand()
    {
        // The center is a tenth of the anchor further down and twice that to the right, the box half as high and twice as wide.
        float[] anchor = [0.5f, 0.5f, 0.4f, 0.2f], code = new float[4];
        new BoxCoder().Encode(Box.FromCenter(0.54, 0.54, 0.4, 0.2), anchor, code);
        Assert.Equal([1, 2, -3.4657f, 3.4657f], code.Select(number => MathF.Round(number, 4)));
        new BoxCoder { Order = BoxCodeOrder.XYWidthHeight }.Encode(Box.FromCenter(0.54, 0.54, 0.4, 0.2), anchor, code);
        Assert.Equal([2, 1, 3.4657f, -3.4657f], code.Select(number => MathF.Round(number, 4)));
    }

    [Fact]
    public void A_box_without_area_has_a_finite_code()
    {
        var code = new float[4];
        new BoxCoder().Encode(new Box(0.5, 0.5, 0.5, 0.5), [0.5f, 0.5f, 0.2f, 0.2f], code);
        Assert.All(code, number => Assert.True(float.IsFinite(number)));
        Assert.Equal(5 * Math.Log(1e-8 / (0.2 + 1e-8)), code[2], 1e-3);
    }

    [Fact]
    public void A_size_is_decoded_up_to_the_largest_logarithm()
    {
        float[] anchor = [0.5f, 0.5f, 0.1f, 0.1f], code = [0, 0, 1000, 1000];
        Assert.True(double.IsInfinity(new BoxCoder(SizeFactor: 1).Decode(code, anchor).Width));
        Assert.Equal(0.1 * 1000 / 16, new BoxCoder { MaximumLogarithm = Math.Log(1000.0 / 16) }.Decode(code, anchor).Width, 1e-5);
    }

    static void AssertClose(Box expected, Box actual, double tolerance)
    {
        Assert.Equal(expected.Left, actual.Left, tolerance);
        Assert.Equal(expected.Top, actual.Top, tolerance);
        Assert.Equal(expected.Right, actual.Right, tolerance);
        Assert.Equal(expected.Bottom, actual.Bottom, tolerance);
    }
}
