using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Datasets.Tests.Annotations;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Tests.Detection;

/// <summary>What moves pixels moves the boxes with them, and what is hardly seen any more is dropped.</summary>
public class ObjectAugmentationTests
{
    const int Size = 96;

    static readonly BrightBoxes Images = new(150);

    [Theory]
    [InlineData(CropRule.Coverage)]
    [InlineData(CropRule.Overlap)]
    public void Crops_move_boxes_with_the_pixels(CropRule rule) => AssertMoves((sample, stream) => new ObjectCrop(rule).Apply(sample, stream), 80);

    [Fact]
    public void Expansion_moves_boxes_with_the_pixels() => AssertMoves((sample, stream) => new Expansion(Probability: 1).Apply(sample, Size, stream), 120);

    [Fact]
    public void All_steps_together_move_boxes_with_the_pixels() => AssertMoves(
        (sample, stream) => new ObjectCrop().Apply(new Expansion(Probability: 1, MaximumScale: 2).Apply(sample, Size, stream), stream).FlipHorizontally(), 80);

    /// <summary>From the file to what the network gets: turned by EXIF, decoded at a fraction, expanded, cropped, resized, flipped, colored.</summary>
    [Fact]
    public void Boxes_of_a_turned_photo_follow_its_pixels_through_decoding_and_every_step()
    {
        using var folder = new AnnotatedFolder();
        var stored = new RgbImage(640, 480);
        for (var y = 100; y < 260; y++)
            stored.Row(y)[(3 * 200)..(3 * 440)].Fill(255);
        using var jpeg = new MemoryStream();
        stored.SaveJpeg(jpeg);
        // To see it upright, it is turned clockwise: 480x640, the rectangle from (220, 200) to (380, 440).
        folder.Bytes("a.jpg", [.. jpeg.ToArray()[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, .. jpeg.ToArray()[2..]]);
        folder.Text("a.txt", "0 0.625 0.5 0.333333333 0.375\n").Text("classes.txt", "box\n");
        var photos = folder.Open();
        var (expansion, crop) = (new Expansion(Probability: 0.5, MaximumScale: 2), new ObjectCrop());
        var rest = new ImageAugmentation(Color: new ColorDistortion(Brightness: 0.1, Contrast: 0.2, Saturation: 0.2, Hue: 0.05)).For<AnnotatedBoxes>();
        var options = new LoaderOptions(Size, Preprocessing.TensorFlow with { CropFraction = 1 });
        var loader = new BatchLoader<AnnotatedBoxes>(
            photos, Sampler.Sequential(1), options with { DecodingScale = (width, height) => crop.DecodingScale(width, height, Size) },
            (sample, options, stream) => rest(crop.Apply(expansion.Apply(sample, options.InputSize, stream), stream), options, stream));
        var seen = 0;
        for (var epoch = 0; epoch < 120; epoch++)
        {
            var sample = Assert.Single(loader.Preview(epoch, 5));
            Assert.Equal((Size, Size), (sample.Image.Width, sample.Image.Height));
            if (sample.Target.Boxes is not [var box] || box.Box.Area < 60)
                continue;
            AssertFits(Bright(sample.Image), box.Box);
            seen++;
        }

        Assert.InRange(seen, 60, 120);
    }

    /// <summary>Each of the boxes is where its pixels are: bright inside, dark around.</summary>
    [Fact]
    public void A_mosaic_shows_four_images_with_their_boxes()
    {
        var objects = 0;
        for (var index = 0; index < 60; index++)
        {
            var sample = new Mosaic(Probability: 1, MinimumVisible: 0).Apply(Sample(index), Images, Size, new RandomStream((ulong)index, "mosaic"));
            Assert.Equal((Size, Size), (sample.Image.Width, sample.Image.Height));
            objects += sample.Target.Boxes.Length;
            var inside = new bool[Size * Size];
            foreach (var box in sample.Target.Boxes)
            {
                for (var y = (int)Math.Ceiling(box.Box.Top + 1); y < box.Box.Bottom - 1; y++)
                {
                    for (var x = (int)Math.Ceiling(box.Box.Left + 1); x < box.Box.Right - 1; x++)
                    {
                        Assert.True(sample.Image.Row(y)[3 * x] > 128, $"{index}: dark at {x}, {y} in {box.Box}");
                        inside[(y * Size) + x] = true;
                    }
                }
            }

            var bright = Enumerable.Range(0, Size * Size).Count(i => sample.Image.Pixels[3 * i] > 128 && !inside[i]);
            Assert.InRange(bright, 0, 12 * Size); // the borders of the boxes
        }

        Assert.InRange(objects, 60, 240);
    }

    [Fact]
    public void An_object_stays_if_enough_of_it_is_seen()
    {
        var seen = 0;
        for (var index = 0; index < 400; index++)
        {
            var before = Sample(index % Images.Count);
            var after = new ObjectCrop(WholeProbability: 0).Apply(before, new RandomStream((ulong)index, "crop"));
            if (after.Target.Boxes.IsEmpty || after == before)
                continue;
            var back = after.FromSource.Inverse(before.Image.Width, before.Image.Height);
            var (left, top, right, bottom) = back.Apply(after.Target.Boxes[0].Box.Left, after.Target.Boxes[0].Box.Top, after.Target.Boxes[0].Box.Right, after.Target.Boxes[0].Box.Bottom);
            var box = before.Target.Boxes[0].Box;
            Assert.InRange(new Box(left, top, right, bottom).Area, 1, box.Area + 1e-6);
            seen++;
        }

        Assert.InRange(seen, 200, 400);
    }

    [Fact]
    public void A_demanding_crop_never_shows_a_part_of_an_object_alone()
    {
        // Two objects far apart: with each crop the target has those of which the demanded share is seen, and no other.
        var image = new RgbImage(100, 50);
        AnnotatedBoxes target = new([new(new(5, 5, 25, 45), 0), new(new(75, 5, 95, 45), 1), new(new(0, 0, 100, 50), 0) { IsCrowd = true }]);
        for (ulong seed = 0; seed < 300; seed++)
        {
            var crop = new ObjectCrop(WholeProbability: 0).Apply(new(image, target), new RandomStream(seed, "crop"));
            Assert.Single(crop.Target.Boxes, box => box.IsCrowd);
            Assert.All(crop.Target.Boxes, box => Assert.InRange(box.Box.Area, 1, 100 * 50));
        }
    }

    [Fact]
    public void An_image_without_objects_is_cropped_too()
    {
        Sample<AnnotatedBoxes> Cropped(ulong seed) => new ObjectCrop(WholeProbability: 0).Apply(new(new RgbImage(64, 64), AnnotatedBoxes.None), new RandomStream(seed, "crop"));
        Assert.Contains(Enumerable.Range(0, 10), seed => Cropped((ulong)seed).Image.Width < 64);
    }

    [Fact]
    public void A_mosaic_of_an_image_that_cannot_be_read_is_the_sample_as_it_was()
    {
        var sample = Sample(0);
        Assert.Same(sample, new Mosaic(Probability: 1).Apply(sample, new Unreadable(), Size, new RandomStream(1, "mosaic")));
    }

    static Sample<AnnotatedBoxes> Sample(int index) => new(Images.Load(index), Images.TargetOf(index));

    static void AssertMoves(Func<Sample<AnnotatedBoxes>, RandomStream, Sample<AnnotatedBoxes>> augment, int least)
    {
        var seen = 0;
        for (var index = 0; index < Images.Count; index++)
        {
            var sample = augment(Sample(index), new RandomStream((ulong)index, "augmentation"));
            if (sample.Target.Boxes is not [var box] || box.Box.Area < 60)
                continue;
            AssertFits(Bright(sample.Image), box.Box);
            seen++;
        }

        Assert.InRange(seen, least, Images.Count);
    }

    static void AssertFits(Box bright, Box box)
    {
        Assert.Equal(bright.Left, box.Left, 1.5);
        Assert.Equal(bright.Top, box.Top, 1.5);
        Assert.Equal(bright.Right, box.Right, 1.5);
        Assert.Equal(bright.Bottom, box.Bottom, 1.5);
    }

    /// <summary>Around the pixels that are brighter than gray.</summary>
    static Box Bright(RgbImage image)
    {
        var (left, top, right, bottom) = (image.Width, image.Height, 0, 0);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                if (image.Row(y)[3 * x] > 180)
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }

        return new Box(left, top, right, bottom);
    }

    /// <summary>A bright rectangle on black.</summary>
    sealed class BrightBoxes(int count) : DetectionDataset(["box"])
    {
        public override int Count => count;

        public override string NameOf(int index) => $"{index}.png";

        public override AnnotatedBoxes TargetOf(int index)
        {
            var stream = new RandomStream(1, "boxes", index);
            var (width, height) = (24 + stream.NextInt(40), 24 + stream.NextInt(30));
            var (left, top) = (stream.NextInt(120 - width), stream.NextInt(90 - height));
            return new([new(new(left, top, left + width, top + height), 0)]);
        }

        public override RgbImage Load(int index)
        {
            var image = new RgbImage(120, 90);
            var box = TargetOf(index).Boxes[0].Box;
            for (var y = (int)box.Top; y < (int)box.Bottom; y++)
                image.Row(y)[(3 * (int)box.Left)..(3 * (int)box.Right)].Fill(255);
            return image;
        }
    }

    sealed class Unreadable() : DetectionDataset(["box"])
    {
        public override int Count => 1;

        public override string NameOf(int index) => "broken.png";

        public override AnnotatedBoxes TargetOf(int index) => AnnotatedBoxes.None;

        public override RgbImage Load(int index) => throw new ImageFormatException("broken.png: cut off");
    }
}
