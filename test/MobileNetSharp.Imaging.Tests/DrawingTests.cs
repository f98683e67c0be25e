using System.Numerics;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging.Drawing;

namespace MobileNetSharp.Imaging.Tests;

public sealed class DrawingTests
{
    static readonly RgbColor Red = new(255, 0, 0);

    static RgbColor At(RgbImage image, int x, int y) => image.Row(y).Slice(3 * x, 3) is var pixel ? new(pixel[0], pixel[1], pixel[2]) : default;

    static int Count(RgbImage image, RgbColor color) =>
        Enumerable.Range(0, image.Width * image.Height).Count(pixel => At(image, pixel % image.Width, pixel / image.Width) == color);

    [Fact]
    public void A_box_is_an_outline_inside_its_edges()
    {
        var image = new RgbImage(20, 16);
        image.DrawBox(2, 3, 12, 10, Red, lineWidth: 2);
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 20; x++)
            {
                var inside = x is >= 2 and < 12 && y is >= 3 and < 10;
                var hollow = x is >= 4 and < 10 && y is >= 5 and < 8;
                Assert.Equal(inside && !hollow ? Red : RgbColor.Black, At(image, x, y));
            }
        }
    }

    [Theory]
    [InlineData(-5, -5, 4, 4, (4 * 4) - (2 * 2))]   // two edges are outside
    [InlineData(-5, -5, 100, 100, 0)]   // all four are
    [InlineData(float.NegativeInfinity, 3, float.PositiveInfinity, 7, 20 * 4)]
    [InlineData(3, 3, 6, 5, 3 * 2)]   // thinner than two lines
    [InlineData(6, 5, 3, 3, 0)]
    [InlineData(2.4f, 2.6f, 4.5f, 5.4f, 3 * 2)]   // 2 … 5, 3 … 5
    public void What_is_outside_the_image_is_not_drawn(float left, float top, float right, float bottom, int pixels)
    {
        var image = new RgbImage(20, 16);
        image.DrawBox(left, top, right, bottom, Red, lineWidth: 2);
        Assert.Equal(pixels, Count(image, Red));
    }

    [Fact]
    public void The_label_is_above_its_box_or_inside_where_there_is_no_room_and_never_beyond_the_right_edge()
    {
        var letters = new List<int>();
        foreach (var (left, top, expectedTop) in new[] { (10, 60, 42), (10, 5, 5), (190, 60, 42) })
        {
            var image = new RgbImage(200, 100);
            image.WritablePixels.Fill(128);
            image.DrawBox(left, top, left + 40, top + 30, Red, "cat", lineWidth: 2);
            Assert.Equal(expectedTop, Enumerable.Range(0, 100).First(y => image.Row(y).IndexOf((byte)0) >= 0));
            letters.Add(Count(image, RgbColor.Black));
        }

        Assert.InRange(letters[0], 10, 400);
        Assert.All(letters, count => Assert.Equal(letters[0], count));
    }

    [Fact]
    public void Labels_of_boxes_that_begin_together_keep_clear_of_each_other()
    {
        var image = new RgbImage(300, 200);
        image.WritablePixels.Fill(128);
        var box = new Box(100, 80, 180, 160);
        image.DrawBoxes([new(box, Red, "cat"), new(box, Red, "cat"), new(box, Red, "cat")]);
        var alone = new RgbImage(300, 200);
        alone.WritablePixels.Fill(128);
        alone.DrawBoxes([new(box, Red, "cat")]);
        Assert.Equal(3 * Count(alone, RgbColor.Black), Count(image, RgbColor.Black));
    }

    [Fact]
    public void Where_boxes_overlap_the_first_is_on_top()
    {
        var image = new RgbImage(100, 100);
        image.DrawBoxes([new(new(10, 10, 50, 50), Red), new(new(10, 10, 50, 50), RgbColor.White)]);
        Assert.Equal(Red, At(image, 10, 10));
    }

    [Theory]
    [InlineData(64, 42)]
    [InlineData(300, 40)]
    [InlineData(1, 1)]
    public void A_label_that_would_hide_a_small_image_is_left_out(int width, int height)
    {
        var image = new RgbImage(width, height);
        image.WritablePixels.Fill(128);
        image.DrawBoxes([new(new(0, 0, width, height), Red, "person 68 %")]);
        Assert.Equal(0, Count(image, RgbColor.Black));
        Assert.Equal(Red, At(image, 0, 0));
    }

    [Fact]
    public void A_line_covers_the_pixels_within_half_its_width_and_fades_over_one_pixel()
    {
        var image = new RgbImage(20, 9);
        image.DrawLines([new(5, 4.5f), new(15, 4.5f)], Red, width: 3);
        Assert.Equal([0, 0, 0, 255, 255, 255, 0, 0, 0], Enumerable.Range(0, 9).Select(y => (int)At(image, 10, y).Red));
        image = new RgbImage(20, 9);
        image.DrawLines([new(5, 4), new(15, 4)], Red, width: 3);
        Assert.Equal([0, 0, 128, 255, 255, 128, 0, 0, 0], Enumerable.Range(0, 9).Select(y => (int)At(image, 10, y).Red));
    }

    [Fact]
    public void A_polygon_is_closed_and_its_corners_are_no_stronger_than_its_sides()
    {
        Vector2[] corners = [new(4, 4), new(26, 4), new(26, 16), new(4, 16)];
        var (open, closed) = (new RgbImage(30, 20), new RgbImage(30, 20));
        open.DrawLines(corners, Red, width: 1);
        closed.DrawLines(corners, Red, width: 1, isClosed: true);
        Assert.Equal((0, 128), (At(open, 4, 10).Red, At(closed, 4, 10).Red));
        Assert.Equal(At(closed, 15, 4), At(closed, 4, 10));
    }

    [Fact]
    public void A_mask_tints_the_classes_that_have_a_color()
    {
        var image = new RgbImage(3, 1);
        image.WritablePixels.Fill(100);
        image.DrawMask([0, 7, 255], index => index == 7 ? new RgbColor(200, 0, 100) : null);
        Assert.Equal([100, 100, 100, 150, 50, 100, 100, 100, 100], image.Pixels.ToArray().Select(value => (int)value));
        image.DrawMask([7, 7, 7], _ => Red, opacity: 1);
        Assert.Equal(3, Count(image, Red));
    }

    [Fact]
    public void Latin_Greek_and_Cyrillic_letters_look_different_and_others_are_a_box()
    {
        string Drawn(char character)
        {
            var image = new RgbImage(60, 60);
            image.DrawText(character.ToString(), 10, 40, RgbColor.White, capHeight: 24);
            return Convert.ToHexString(image.Pixels);
        }

        var letters = Enumerable.Range(0x21, 0x7E - 0x21 + 1).Concat(Enumerable.Range(0xC0, 0x40)).Select(code => (char)code)
            .Except("Ðð").Concat("ΔΣΩλπЖЯфю").ToArray();
        Assert.Distinct(letters.Select(Drawn));
        var box = Drawn('日');
        Assert.DoesNotContain(box, letters.Select(Drawn));
        Assert.Equal(box, Drawn('語'));
    }

    [Fact]
    public void Neighboring_classes_differ_in_brightness_and_text_on_every_color_is_readable()
    {
        static double Luma(RgbColor color) => ((0.299 * color.Red) + (0.587 * color.Green) + (0.114 * color.Blue)) / 255;
        for (var index = 0; index < 1000; index++)
        {
            var color = RgbColor.ForClass(index);
            Assert.InRange(Math.Abs(Luma(color) - Luma(RgbColor.ForClass(index + 1))), 0.2, 1);
            var (text, ground) = (color.TextColor.RelativeLuminance + 0.05, color.RelativeLuminance + 0.05);
            Assert.InRange(Math.Max(text, ground) / Math.Min(text, ground), 4.5, 21);
        }

        Assert.Distinct(Enumerable.Range(0, 100).Select(RgbColor.ForClass));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        var image = new RgbImage(4, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => image.DrawBox(0, float.NaN, 2, 2, Red));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.DrawBox(0, 0, 2, 2, Red, lineWidth: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.DrawLines([new(0, float.PositiveInfinity)], Red));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.DrawText("a", 0, 0, Red, float.NaN));
        Assert.Throws<ArgumentException>(() => image.DrawMask(new byte[11], _ => Red));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.DrawMask(new byte[12], _ => Red, 1.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbColor.ForClass(-1));
        Assert.Equal(12, Count(image, RgbColor.Black));
    }
}
