using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Tests;

public class ImageAugmentationTests
{
    static readonly LoaderOptions Options = new(new Graphs.Size(20, 30), Preprocessing.TensorFlow with { CropFraction = 1 });

    [Fact]
    public void A_random_crop_lies_in_the_image_and_has_the_area_and_aspect_ratio_asked_for()
        => Gen.Select(Gen.Int[30, 400], Gen.Int[30, 400], Gen.ULong).Sample((width, height, seed) =>
        {
            var crop = new RandomResizedCrop(0.2, 0.5);
            var (left, top, w, h) = crop.Draw(width, height, new RandomStream(seed, "crop"));
            Assert.True(left >= 0 && top >= 0 && w >= 1 && h >= 1 && left + w <= width && top + h <= height);
            if (Math.Max(width, height) > 2 * Math.Min(width, height))
                return; // The drawn rectangle may not fit; the middle is taken.
            Assert.InRange((double)w * h / (width * height), 0.2 * 0.9, 0.5 * 1.1);
            Assert.InRange((double)w / h, 0.75 * 0.9, 4.0 / 3 * 1.1);
        }, iter: 500);

    [Fact]
    public void Of_a_long_thin_image_the_middle_is_taken()
        => Assert.Equal((80, 0, 13, 10), new RandomResizedCrop(0.9, 1).Draw(173, 10, new RandomStream(1, "crop")));

    [Fact]
    public void Crops_are_drawn_from_everywhere()
    {
        var stream = new RandomStream(1, "crop");
        var drawn = Enumerable.Range(0, 400).Select(_ => new RandomResizedCrop(0.1, 0.2).Draw(200, 200, stream)).ToArray();
        Assert.Contains(drawn, crop => crop.Left < 10);
        Assert.Contains(drawn, crop => crop.Left + crop.Width > 190);
        Assert.Contains(drawn, crop => crop.Width > 1.25 * crop.Height);
        Assert.Contains(drawn, crop => crop.Height > 1.25 * crop.Width);
    }

    [Fact]
    public void A_flip_exchanges_left_and_right()
    {
        var image = Noise(30, 20);
        var flipped = Apply(new ImageAugmentation(FlipProbability: 1), image, new RandomStream(1, "flip"));
        for (var x = 0; x < 30; x++)
            Assert.Equal(image.Row(7).Slice(3 * x, 3).ToArray(), flipped.Row(7).Slice(3 * (29 - x), 3).ToArray());
        Assert.Equal(image.Pixels, Apply(new ImageAugmentation(FlipProbability: 0), image, new RandomStream(1, "flip")).Pixels);
    }

    [Fact]
    public void Color_distortion_of_amount_zero_changes_nothing_and_the_data_sets_image_is_never_touched()
    {
        var image = Noise(30, 20);
        var before = image.Pixels.ToArray();
        var still = Apply(new ImageAugmentation(FlipProbability: 0, Color: new(0, 0, 0, 0)), image, new RandomStream(1, "color"));
        Assert.Equal(before, still.Pixels);
        var all = Apply(new ImageAugmentation(FlipProbability: 1, Color: new(), RandAugment: new(), Erasing: new(1)), image, new RandomStream(1, "all"));
        Assert.NotEqual(before, all.Pixels.ToArray());
        Assert.Equal(before, image.Pixels);
    }

    [Fact]
    public void A_turned_hue_keeps_the_luma_and_a_whole_turn_the_color()
    {
        var turned = ColorMatrix.Hue(0.3f);
        Assert.Equal(ColorMatrix.Identity.LumaOf(90, 120, 40), turned.LumaOf(90, 120, 40), 0.5f);
        Assert.True(MathF.Abs(turned.Red.Of(90, 120, 40) - 90) > 10);
        Assert.Equal(120, ColorMatrix.Hue(1).Green.Of(90, 120, 40), 0.5f);
    }

    [Fact]
    public void Erasing_fills_a_rectangle_of_the_area_asked_for()
    {
        var stream = new RandomStream(3, "erasing");
        for (var i = 0; i < 50; i++)
        {
            var image = new RgbImage(60, 60);
            new RandomErasing(1, 0.1, 0.2).Apply(image, stream);
            var erased = Enumerable.Range(0, 3600).Count(pixel => image.Pixels.Slice(3 * pixel, 3).ContainsAnyExcept((byte)0));
            Assert.InRange(erased, 0.08 * 3600, 0.22 * 3600);
        }
    }

    [Fact]
    public void Out_of_bounds_fields_are_named()
    {
        Assert.Null(ImageAugmentation.Inception.Fault());
        Assert.Null(ImageAugmentation.TorchVision.Fault());
        Assert.StartsWith("flipProbability:", new ImageAugmentation(FlipProbability: -1).Fault());
        Assert.StartsWith("crop:", new ImageAugmentation(new RandomResizedCrop(0.5, 0.2)).Fault());
        Assert.StartsWith("color:", new ImageAugmentation(Color: new(Hue: 0.7)).Fault());
        Assert.StartsWith("randAugment:", new ImageAugmentation(RandAugment: new(2, 31)).Fault());
        Assert.StartsWith("erasing:", new ImageAugmentation(Erasing: new(MaximumArea: 2)).Fault());
        Assert.StartsWith("mixing:", new ImageAugmentation(Mixing: new(double.NaN)).Fault());
    }

    static RgbImage Apply(ImageAugmentation augmentation, RgbImage image, RandomStream stream) =>
        augmentation.For<int>()(new Sample<int>(image, 0), Options, stream).Image;

    static RgbImage Noise(int width, int height)
    {
        var image = new RgbImage(width, height);
        var stream = new RandomStream(1, "noise");
        foreach (ref var level in image.WritablePixels)
            level = (byte)stream.NextInt(256);
        return image;
    }
}
