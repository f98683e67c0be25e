using CsCheck;

namespace MobileNetSharp.Imaging.Tests;

public sealed class PixelTests
{
    static readonly Gen<(int Width, int Height, int Padding)> Sizes = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 8], Gen.Int[0, 5]);

    [Theory]
    [InlineData(PixelFormat.Rgb24, 3, 0, 1, 2)]
    [InlineData(PixelFormat.Bgr24, 3, 2, 1, 0)]
    [InlineData(PixelFormat.Rgba32, 4, 0, 1, 2)]
    [InlineData(PixelFormat.Bgra32, 4, 2, 1, 0)]
    [InlineData(PixelFormat.Gray8, 1, 0, 0, 0)]
    public void Each_channel_comes_from_its_place_at_any_width_and_stride(PixelFormat format, int bytes, int red, int green, int blue)
        => Sizes.Sample(size =>
        {
            var (width, height, padding) = size;
            var stride = width * bytes + padding;
            var pixels = new byte[stride * height - padding];
            new Random(width).NextBytes(pixels);
            var image = RgbImage.FromPixels(pixels, width, height, format, padding == 0 ? 0 : stride);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var source = pixels.AsSpan(y * stride + x * bytes, bytes);
                    Assert.Equal([source[red], source[green], source[blue]], image.Row(y).Slice(3 * x, 3).ToArray());
                }
            }
        }, iter: 200);

    [Fact]
    public void Pixels_that_do_not_fit_their_size_are_refused_with_both_numbers()
    {
        var pixels = new byte[29];
        Assert.Contains("need 30 bytes, the span has 29", Assert.Throws<ArgumentException>(() => RgbImage.FromPixels(pixels, 5, 2, PixelFormat.Rgb24)).Message, StringComparison.Ordinal);
        Assert.Contains("the stride is 14", Assert.Throws<ArgumentException>(() => RgbImage.FromPixels(pixels, 5, 1, PixelFormat.Rgb24, 14)).Message, StringComparison.Ordinal);
        Assert.Contains("have 27 bytes, the span has 29; is size, format or stride another?", Assert.Throws<ArgumentException>(() => RgbImage.FromPixels(pixels, 3, 3, PixelFormat.Rgb24)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RgbImage.FromPixels(pixels, 5, 1, PixelFormat.Rgb24, -15));
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.FromPixels(pixels, 0, 1, PixelFormat.Rgb24));
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.FromPixels(pixels, 1, -1, PixelFormat.Rgb24));
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.FromPixels(pixels, int.MaxValue, int.MaxValue, PixelFormat.Rgb24));
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.FromPixels(pixels, 1, 1, (PixelFormat)99));
    }

    [Fact]
    public void Every_crop_inside_copies_its_rectangle_and_every_other_is_refused()
    {
        var image = Golden.Noise(9, 7, 1);
        Gen.Select(Gen.Int[-3, 12], Gen.Int[-3, 12], Gen.Int[-1, 12], Gen.Int[-1, 12]).Sample((left, top, width, height) =>
        {
            var inside = left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= 9 && top + height <= 7;
            if (!inside)
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => image.Crop(left, top, width, height));
                return;
            }

            var crop = image.Crop(left, top, width, height);
            for (var y = 0; y < height; y++)
                Assert.Equal(image.Row(top + y).Slice(3 * left, 3 * width).ToArray(), crop.Row(y).ToArray());
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Crop(1, 1, int.MaxValue, 1));
    }

    [Theory]   // Google's rule: round half to even of (size ∓ 0.875·size) / 2
    [InlineData(500, 375, 0.875, 31, 23, 438, 329)]
    [InlineData(224, 224, 0.875, 14, 14, 196, 196)]
    [InlineData(8, 24, 0.875, 0, 2, 8, 20)]   // 0.5 and 7.5 go to 0 and 8; 1.5 and 22.5 to 2 and 22
    [InlineData(1, 2, 0.01, 0, 1, 1, 1)]
    [InlineData(5, 3, 1.0, 0, 0, 5, 3)]
    public void The_central_crop_has_TensorFlows_edges(int width, int height, double fraction, int left, int top, int cropWidth, int cropHeight)
    {
        var image = Golden.Noise(width, height, 1);
        Assert.Equal(image.Crop(left, top, cropWidth, cropHeight).Pixels, image.CentralCrop(fraction).Pixels);
    }

    [Theory]   // torchvision's functional.resize and center_crop
    [InlineData(500, 375, 341, 256, 58, 16)]
    [InlineData(375, 500, 256, 341, 16, 58)]
    [InlineData(300, 300, 256, 256, 16, 16)]
    [InlineData(257, 128, 514, 256, 145, 16)]
    public void The_short_side_and_the_center_are_torchvisions(int width, int height, int resizedWidth, int resizedHeight, int left, int top)
    {
        var resized = Golden.Noise(width, height, 1).ResizeShortSide(256, Cards.Interpolation.PillowBilinear);
        Assert.Equal((resizedWidth, resizedHeight), (resized.Width, resized.Height));
        Assert.Equal(resized.Crop(left, top, 224, 224).Pixels, resized.CenterCrop(224, 224).Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_central_fraction_outside_0_to_1_is_refused(double fraction)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Golden.Noise(4, 4, 1).CentralCrop(fraction));

    [Fact]
    public void A_center_crop_larger_than_the_image_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Golden.Noise(4, 4, 1).CenterCrop(5, 4));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void An_impossible_short_side_is_refused(int size)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new RgbImage(1000, 1).ResizeShortSide(size, Cards.Interpolation.PillowBilinear));
}
