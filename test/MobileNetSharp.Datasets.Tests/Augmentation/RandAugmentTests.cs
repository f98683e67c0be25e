using System.Text.Json;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests;

public class RandAugmentTests
{
    [Fact]
    public void Operations_on_levels_and_colors_give_what_Pillow_gives_to_within_one_level()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("test/data/golden/augmentation/pillow.json")));
        var operations = new HashSet<string>();
        foreach (var entry in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            var (name, strength) = (entry.GetProperty("operation").GetString()!, entry.GetProperty("strength").GetSingle());
            var expected = entry.GetProperty("pixels").GetBytesFromBase64();
            var actual = RandAugment.Apply(name, Image(), strength).Pixels.ToArray();
            var difference = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(difference <= 1, $"{name} at {strength}: differs by {difference} levels");
            operations.Add(name);
        }

        Assert.Equal(8, operations.Count);
    }

    [Theory]
    [InlineData("shearX")]
    [InlineData("shearY")]
    [InlineData("translateX")]
    [InlineData("translateY")]
    [InlineData("rotate")]
    [InlineData("posterize")]
    [InlineData("solarize")]
    [InlineData("sharpness")]
    public void At_no_strength_an_operation_changes_nothing(string name)
        => Assert.Equal(Image().Pixels, RandAugment.Apply(name, Image(), 0).Pixels);

    [Fact]
    public void A_quarter_turn_moves_pixels_exactly_and_what_comes_from_outside_is_gray()
    {
        var image = new RgbImage(9, 9);
        image.Row(0)[0] = 200;
        Assert.Equal(200, Warp.Rotation(90).Apply(image).Row(8)[0] + Warp.Rotation(90).Apply(image).Row(0)[24]);
        Assert.Equal(128, new Warp(1, 0, 0, 1, Right: 5).Apply(image).Row(4)[24]);
    }

    [Theory]
    [InlineData(0.3f, 0f, 0f)]
    [InlineData(0f, 0.3f, 4f)]
    [InlineData(-0.2f, 0.1f, -3f)]
    public void What_moves_pixels_says_where_they_went(float shearX, float shearY, float right)
    {
        var image = new RgbImage(41, 31);
        for (var y = 11; y < 14; y++)
            image.Row(y).Slice(3 * 14, 9).Fill(255);
        var moved = new Warp(1, shearX, shearY, 1, right).Apply(new Sample<int>(image, 0));
        var (x, y2) = moved.FromSource.Apply(15.5, 12.5); // the middle of the square
        Assert.Equal(255, moved.Image.Row((int)y2)[3 * (int)x]);
        var turned = Warp.Rotation(30).Apply(new Sample<int>(image, 0));
        (x, y2) = turned.FromSource.Apply(15.5, 12.5);
        Assert.Equal(255, turned.Image.Row((int)y2)[3 * (int)x]);
    }

    [Fact]
    public void Every_operation_is_drawn_and_a_draw_is_a_function_of_its_stream()
    {
        Assert.Equal(14, RandAugment.Names.Count());
        var results = Enumerable.Range(0, 300).Select(i => Convert.ToHexString(Apply(i).Pixels)).ToArray();
        Assert.InRange(results.Distinct().Count(), 14, 300);
        Assert.Equal(results[17], Convert.ToHexString(Apply(17).Pixels));

        static RgbImage Apply(int seed) => new RandAugment(1, 15).Apply(new Sample<int>(Image(), 0), new RandomStream((ulong)seed, "randaugment")).Image;
    }

    /// <summary>The image of eng/make_augmentation_golden.py.</summary>
    static RgbImage Image()
    {
        var image = new RgbImage(24, 20);
        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 24; x++)
            {
                for (var c = 0; c < 3; c++)
                    image.Row(y)[(3 * x) + c] = (byte)(20 + (c * 9) + (((x * 7) + (y * (3 + c)) + (((x * y * 5) + (c * 41)) % 60)) % (190 - (30 * c))));
            }
        }

        return image;
    }
}
