using System.Security.Cryptography;
using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Imaging.Resizing;

namespace MobileNetSharp.Imaging.Tests;

public sealed class ResizeTests
{
    public static TheoryData<Interpolation> Interpolations => [.. Enum.GetValues<Interpolation>()];

    [Fact]
    public void Bilinear_and_bicubic_are_Pillows_to_the_bit()
    {
        using var reader = Golden.Unzip("resize.gz");
        var cases = 0;
        for (; reader.BaseStream.Position < reader.BaseStream.Length; cases++)
        {
            var (width, height, newWidth, newHeight) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var source = Golden.Noise(width, height, cases);
            if (cases % 2 == 1) foreach (ref var value in source.WritablePixels) value = value > 127 ? (byte)255 : (byte)0;
            var sizes = $"case {cases}: {width}x{height} to {newWidth}x{newHeight}";
            AssertHash(reader.ReadBytes(32), source, sizes);
            AssertHash(reader.ReadBytes(32), source.Resize(newWidth, newHeight, Interpolation.PillowBilinear), sizes + " bilinear");
            AssertHash(reader.ReadBytes(32), source.Resize(newWidth, newHeight, Interpolation.PillowBicubic), sizes + " bicubic");
        }

        Assert.Equal(126, cases);
    }

    [Fact]
    public void Lanczos_nearest_and_fit_are_Pillows_to_the_bit()
    {
        using var reader = Golden.Unzip("fit.gz");
        var cases = 0;
        for (; reader.BaseStream.Position < reader.BaseStream.Length; cases++)
        {
            var (width, height, newWidth, newHeight) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var source = Golden.Noise(width, height, cases);
            var sizes = $"case {cases}: {width}x{height} to {newWidth}x{newHeight}";
            AssertHash(reader.ReadBytes(32), source, sizes);
            AssertHash(reader.ReadBytes(32), source.Resize(newWidth, newHeight, Interpolation.PillowLanczos), sizes + " Lanczos");
            AssertHash(reader.ReadBytes(32), source.Resize(newWidth, newHeight, Interpolation.PillowNearest), sizes + " nearest");
            foreach (var interpolation in new[] { Interpolation.PillowBilinear, Interpolation.PillowBicubic, Interpolation.PillowLanczos, Interpolation.PillowNearest })
            {
                var fit = Preprocessing.TeachableMachine with { Interpolation = interpolation };
                AssertHash(reader.ReadBytes(32), ImagePreprocessor.Frame(source, fit, newWidth, newHeight), $"{sizes} fit {interpolation}");
            }
        }

        Assert.Equal(68, cases);
    }

    static void AssertHash(byte[] expected, RgbImage image, string what)
        => Assert.True(SHA256.HashData(image.Pixels).AsSpan().SequenceEqual(expected), what);

    [Fact]
    public void TensorFlows_bilinear_is_its_float_result_rounded()
    {
        using var reader = Golden.Unzip("tensorflow.gz");
        var cases = 0;
        for (; reader.BaseStream.Position < reader.BaseStream.Length; cases++)
        {
            var (width, height, newWidth, newHeight) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var source = RgbImage.FromPixels(reader.ReadBytes(width * height * 3), width, height, PixelFormat.Rgb24);
            foreach (var interpolation in new[] { Interpolation.TensorFlowBilinear, Interpolation.TensorFlowBilinearLegacy, Interpolation.TensorFlowBilinearAlignCorners })
            {
                foreach (var value in source.Resize(newWidth, newHeight, interpolation).Pixels)
                {
                    // Half a level of rounding, and what float32 positions (24 bits, a few operations) can move.
                    Assert.Equal(reader.ReadSingle(), value, 0.501f);
                }
            }
        }

        Assert.Equal(40, cases);
    }

    [Theory, MemberData(nameof(Interpolations))]
    public void A_resize_to_the_same_size_changes_nothing_and_copies(Interpolation interpolation)
        => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 20]).Sample((width, height) =>
        {
            var image = Golden.Noise(width, height, width);
            var same = image.Resize(width, height, interpolation);
            Assert.Equal(image.Pixels, same.Pixels);
            Assert.NotSame(image, same);
            Assert.False(image.Pixels.Overlaps(same.Pixels));
        }, iter: 100);

    /// <summary>A part of a part is what cropping before and after gives, whatever was resized before with the same memory.</summary>
    [Theory, MemberData(nameof(Interpolations))]
    public void A_window_of_a_resized_part_is_the_crop_of_the_whole_to_the_bit(Interpolation interpolation)
    {
        var resampler = new Resampler();
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 50], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[0, 1000]).Sample((width, height, newWidth, newHeight, seed) =>
        {
            var random = new Random(seed);
            var image = Golden.Noise(width, height, seed);
            var (part, window) = (Part(width, height), Part(newWidth, newHeight));
            var expected = image.Crop(part.Left, part.Top, part.Width, part.Height).Resize(newWidth, newHeight, interpolation)
                .Crop(window.Left, window.Top, window.Width, window.Height);
            var target = new byte[window.Width * window.Height * 3];
            resampler.Resize(new PixelRows(image).Crop(part), new Resampling(newWidth, newHeight, interpolation, window), target);
            Assert.Equal(expected.Pixels, target);

            PixelRectangle Part(int width, int height)
            {
                var (left, top) = (random.Next(width), random.Next(height));
                return new(left, top, random.Next(1, width - left + 1), random.Next(1, height - top + 1));
            }
        }, iter: 200, threads: 1);
    }

    [Theory, MemberData(nameof(Interpolations))]
    public void A_constant_image_stays_constant(Interpolation interpolation)
        => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 90], Gen.Int[1, 90], Gen.Byte).Sample((width, height, newWidth, newHeight, level) =>
        {
            var image = new RgbImage(width, height);
            image.WritablePixels.Fill(level);
            Assert.All(image.Resize(newWidth, newHeight, interpolation).Pixels.ToArray(), value => Assert.Equal(level, value));
        }, iter: 100);

    [Theory, MemberData(nameof(Interpolations))]
    public void The_channels_do_not_mix(Interpolation interpolation)
        => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 60], Gen.Int[1, 60]).Sample((width, height, newWidth, newHeight) =>
        {
            var image = Golden.Noise(width, height, 3);
            for (var i = 0; i < image.Pixels.Length; i += 3) (image.WritablePixels[i], image.WritablePixels[i + 2]) = (0, 255);
            var resized = image.Resize(newWidth, newHeight, interpolation).Pixels;
            for (var i = 0; i < resized.Length; i += 3) Assert.Equal((0, 255), (resized[i], resized[i + 2]));
        }, iter: 100);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void An_impossible_size_is_refused(int width, int height)
        => Assert.All(Enum.GetValues<Interpolation>(), interpolation => Assert.Throws<ArgumentOutOfRangeException>(() => Golden.Noise(4, 4, 1).Resize(width, height, interpolation)));

    [Fact]
    public void An_unknown_interpolation_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Golden.Noise(4, 4, 1).Resize(2, 2, (Interpolation)99));
}
