using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Tests;

/// <summary>Large images that are decoded at a fraction of their size for training.</summary>
public class ScaledDecodingTests
{
    static readonly LoaderOptions Options = new(new Graphs.Size(48, 64), Preprocessing.TensorFlow with { CropFraction = 1 }) { BatchSize = 4, Workers = 2 };

    [Fact]
    public void No_crop_of_a_reduced_image_has_fewer_pixels_than_the_input() =>
        Gen.Select(Gen.Int[300, 3000], Gen.Int[300, 3000], Gen.Double[0.02, 0.3], Gen.ULong).Sample((width, height, area, seed) =>
        {
            if (Math.Max(width, height) > 2 * Math.Min(width, height))
                return; // The drawn rectangle may not fit, and is then cut to the image.
            var crop = new RandomResizedCrop(MinimumArea: area);
            var scale = Math.Min(1, Math.Ceiling(8 * new ImageAugmentation(crop).DecodingScale(width, height, Options)) / 8);
            var (_, _, w, h) = crop.Draw((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale), new RandomStream(seed, "crop"));
            if (scale < 1)
                Assert.True(w >= 63 && h >= 47, $"{w}x{h} of {width}x{height} at {scale}"); // but for rounding
        }, iter: 3000);

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    public void A_framed_image_keeps_the_pixels_that_the_frame_takes(double cropFraction)
    {
        var options = Options with { Preprocessing = Preprocessing.TensorFlow with { CropFraction = cropFraction } };
        Assert.Equal(64 / (640 * cropFraction), new ImageAugmentation().DecodingScale(640, 480, options), 0.02);
    }

    [Fact]
    public void A_reduced_image_is_cropped_at_the_same_places_as_a_whole_one()
    {
        using var files = new ImageFiles();
        for (var i = 0; i < 8; i++)
            files.AddJpeg($"class{i % 2}/{i}.jpg", seed: i, width: 800, height: 600, quality: 95);
        var data = new ImageFolder(files.Root);
        var augmentation = new ImageAugmentation(new RandomResizedCrop(MinimumArea: 0.3));
        var whole = Batches(Options).ToArray();
        var reduced = Batches(Options with { DecodingScale = (width, height) => augmentation.DecodingScale(width, height, Options) }).ToArray();

        // The test images are smooth: a place that is off by a pixel of the whole image changes them by less than this.
        Assert.All(whole.Zip(reduced), pair => Assert.InRange(pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 0.015));
        Assert.False(whole[0].Pixels.AsSpan().SequenceEqual(reduced[0].Pixels), "decoded at another size");
        foreach (var (one, other) in whole.SelectMany(batch => batch.Transforms).Zip(reduced.SelectMany(batch => batch.Transforms)))
        {
            var (expected, actual) = (one.Inverse(800, 600).Apply(0, 0, 64, 48), other.Inverse(800, 600).Apply(0, 0, 64, 48));
            Assert.Equal(expected.Left, actual.Left, 8.0);
            Assert.Equal(expected.Bottom, actual.Bottom, 8.0);
        }

        IEnumerable<Batch<int>> Batches(LoaderOptions options) =>
            new BatchLoader<int>(data, Sampler.Sequential(data.Count), options, augmentation.For<int>()).Epoch(3);
    }

    [Fact]
    public void A_target_that_names_places_is_in_pixels_of_the_whole_image()
    {
        var sample = new Sample<Point>(new RgbImage(50, 30), 400, 240, new Point(200, 120));
        Assert.Equal(new Point(25, 15), sample.Target);
        Assert.Equal(new Point(5, 10), sample.Crop(20, 5, 20, 20).Target);
        Assert.Equal((5.0, 10.0), sample.Crop(20, 5, 20, 20).FromSource.Apply(200, 120));
    }

    sealed record Point(double X, double Y) : ISpatialTarget<Point>
    {
        public Point Transform(GeometricTransform transform) => transform.Apply(X, Y) is var (x, y) ? new(x, y) : this;
    }
}
