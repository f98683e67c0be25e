using CsCheck;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

public class FlexMapTests
{
    /// <summary>The options of Google's coco_ssd_mobilenet_v1_1.0_quant_2018_06_29.tflite.</summary>
    const string Google =
        "795f7363616c65005f6f75747075745f7175616e74697a6564006d61785f646574656374696f6e73006e6d735f73636f72655f7468726573686f6c6400775f7363616c6500785f73"
        + "63616c65006e6d735f696f755f7468726573686f6c6400685f7363616c65006d61785f636c61737365735f7065725f646574656374696f6e006e756d5f636c6173736573000a8630"
        + "2977456a135851970a000000010000000a000000010000000000a040010000000a0000009a99193f77cc2b325a0000000000a04000002041000020416a0e06060e0e060e0e0e322601";

    [Fact]
    public void Googles_options_are_read()
    {
        var options = FlexMap.Read(Convert.FromHexString(Google));
        Assert.Equal(10, options.Count);
        Assert.Equal((10.0, 10.0, 5.0, 5.0), (options["y_scale"], options["x_scale"], options["h_scale"], options["w_scale"]));
        Assert.Equal((90.0, 10.0, 1.0, 1.0), (options["num_classes"], options["max_detections"], options["max_classes_per_detection"], options["_output_quantized"]));
        Assert.Equal((0.6f, 1e-8f), ((float)options["nms_iou_threshold"], (float)options["nms_score_threshold"]));
    }

    /// <summary>Vectors and strings are not numbers; integers and floats may be of any width, and elsewhere.</summary>
    [Fact]
    public void Numbers_of_every_width_are_read_and_other_values_are_passed_over()
    {
        byte[] map =
        [
            (byte)'a', 0, (byte)'b', 0, (byte)'c', 0, // keys at 0, 2, 4
            0, 0, 0, 0, 0, 0, 0xf8, 0x3f, // 1.5 as a double, at 6
            3, 15, 14, 13, // the keys at 15, each so far back from its place
            3, 1, 3, // where the keys are, their width, how many values
            0xfe, 16, 7, // −2, what is 16 bytes back, a string
            1 << 2, (8 << 2) | 3, 5 << 2, // int8, a double elsewhere, a string
            6, 9 << 2, 1,
        ];
        var options = FlexMap.Read(map);
        Assert.Equal(["a", "b"], options.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((-2.0, 1.5), (options["a"], options["b"]));
    }

    [Fact]
    public void What_is_written_is_read() => Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 40], Gen.OneOf(Gen.Int.Select(number => (object)number), Gen.Single.Select(number => (object)number), Gen.Bool.Select(truth => (object)truth)))[0, 60].Sample(
        options =>
        {
            var read = FlexMap.Read(FlexMap.Write(options));
            Assert.Equal(options.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
            foreach (var (name, number) in options)
                Assert.Equal(number switch { bool truth => truth ? 1.0 : 0.0, float value => value, var other => (double)(int)other }, read[name]);
        }, iter: 200);

    [Fact]
    public void Damaged_options_are_refused_or_read()
    {
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(Convert.FromHexString(Google), 5000, seed: 3), bytes => FlexMap.Read(bytes));
        Assert.InRange(refused, 500, 5000);
        HostileInput.Check<ModelFormatException>(Enumerable.Range(0, Google.Length / 2).Select(length => new Mutant($"cut to {length}", Convert.FromHexString(Google)[..length])), bytes => FlexMap.Read(bytes));
    }
}
