using CsCheck;
using MobileNetSharp.Cards;

namespace MobileNetSharp.Imaging.Tests;

public sealed class LetterboxTests
{
    static Preprocessing Fitting(byte level = 128, LetterboxPosition position = LetterboxPosition.Center, Interpolation interpolation = Interpolation.PillowBilinear) =>
        Preprocessing.Raw with { Letterbox = new(level, position), Interpolation = interpolation };

    [Theory]
    [InlineData(LetterboxPosition.Center, 0, 2)]
    [InlineData(LetterboxPosition.TopLeft, 0, 0)]
    public void A_wide_image_lies_between_or_above_filled_rows(LetterboxPosition position, int left, int top)
    {
        var framed = ImagePreprocessor.Frame(Golden.Noise(16, 8, 1), Fitting(7, position), 8, 8);
        var resized = Golden.Noise(16, 8, 1).Resize(8, 4, Interpolation.PillowBilinear);
        for (var y = 0; y < 8; y++)
        {
            var inside = y - top;
            if (inside is >= 0 and < 4)
                Assert.Equal(resized.Row(inside).ToArray(), framed.Row(y).ToArray());
            else
                Assert.All(framed.Row(y).ToArray(), level => Assert.Equal(7, level));
        }

        Assert.Equal(left, ImagePreprocessor.FrameTransform(16, 8, Fitting(7, position), 8, 8).X);
    }

    [Fact]
    public void A_tall_image_lies_between_filled_columns()
    {
        var framed = ImagePreprocessor.Frame(Golden.Noise(5, 20, 1), Fitting(9), 10, 10);
        // 5 × 20 becomes 2 or 3 × 10 pixels.
        Assert.Equal(9, framed.Row(5)[0]);
        Assert.Equal(9, framed.Row(5)[29]);
        Assert.Equal(10 - 2, Enumerable.Range(0, 10).Count(x => framed.Row(5).Slice(3 * x, 3).SequenceEqual(new byte[] { 9, 9, 9 })));
    }

    [Fact]
    public void An_image_of_the_inputs_aspect_ratio_fills_it() => Assert.Equal(
        Golden.Noise(30, 20, 1).Resize(15, 10, Interpolation.TensorFlowBilinear).Pixels.ToArray(),
        ImagePreprocessor.Frame(Golden.Noise(30, 20, 1), Fitting(interpolation: Interpolation.TensorFlowBilinear), 15, 10).Pixels.ToArray());

    [Fact]
    public void The_whole_image_is_within_the_input_and_touches_two_of_its_borders() => Gen.Select(
        Gen.Int[1, 3000], Gen.Int[1, 3000], Gen.Int[8, 64], Gen.Int[8, 64], Gen.Enum<LetterboxPosition>()).Sample((imageWidth, imageHeight, width, height, position) =>
    {
        var transform = ImagePreprocessor.FrameTransform(imageWidth, imageHeight, Fitting(position: position), width, height);
        var (left, top, right, bottom) = transform.Apply(0, 0, imageWidth, imageHeight);
        Assert.True(left >= 0 && top >= 0 && right <= width + 1e-9 && bottom <= height + 1e-9);
        Assert.True((left == 0 && Math.Abs(right - width) < 1e-9) || (top == 0 && Math.Abs(bottom - height) < 1e-9));
        // In proportion, but for the rounding to whole pixels.
        Assert.True(Math.Abs(((right - left) * imageHeight / imageWidth) - (bottom - top)) <= 0.5 + ((double)imageHeight / imageWidth * 0.5) + 1 || right - left == 1 || bottom - top == 1);
    });

    [Fact]
    public void What_the_input_shows_in_pixels_of_the_image()
    {
        Assert.Equal(new(0, 0, 640, 480), ImagePreprocessor.FrameBox(640, 480, Preprocessing.Raw, 320, 320));
        // 640 × 480 becomes 320 × 240, with 40 rows above and below: 80 pixels of the image each.
        Assert.Equal(new(0, -80, 640, 560), ImagePreprocessor.FrameBox(640, 480, Fitting(), 320, 320));
        Assert.Equal(new(0, 0, 640, 640), ImagePreprocessor.FrameBox(640, 480, Fitting(position: LetterboxPosition.TopLeft), 320, 320));
        var crop = ImagePreprocessor.FrameBox(640, 480, Preprocessing.Raw with { CropFraction = 0.5 }, 320, 320);
        Assert.Equal(new(160, 120, 480, 360), crop);
    }

    [Fact]
    public void Images_of_different_shape_one_after_another_leave_nothing_behind()
    {
        var preprocessor = new PixelPreprocessor();
        var input = new float[12 * 12 * 3];
        foreach (var (width, height) in new[] { (40, 20), (20, 40), (7, 7), (100, 3) })
        {
            var image = Golden.Noise(width, height, 3);
            preprocessor.Prepare(new(image), Fitting(), 12, 12, input);
            Assert.Equal(ImagePreprocessor.Frame(image, Fitting(), 12, 12).Pixels.ToArray().Select(level => (float)level), input);
        }
    }
}
