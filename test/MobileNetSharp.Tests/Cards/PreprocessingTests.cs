using System.Collections.Immutable;
using CsCheck;
using MobileNetSharp.Cards;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Tests.Cards;

public class PreprocessingTests
{
    public static TheoryData<string, Preprocessing> Texts => new()
    {
        { "tensorflow", Preprocessing.TensorFlow },
        { "TorchVision", Preprocessing.TorchVision() },
        { "raw", Preprocessing.Raw },
        { "torchvision,short-side=232", Preprocessing.TorchVision(232) },
        { "tensorflow, crop=1, order=bgr", Preprocessing.TensorFlow with { CropFraction = 1, ChannelOrder = ChannelOrder.Bgr } },
        { "crop=0.875,mean=127.5,deviation=127.5", Preprocessing.TensorFlow },
        { "square,interpolation=lanczos,mean=127.5,deviation=127.5", Preprocessing.TeachableMachine },
        { "teachable,deviation=127,mean=127", Preprocessing.TeachableMachine with { Mean = All(127), Deviation = All(127) } },
        { "short-side=256,mean=123/116/103,deviation=58/57/56,interpolation=bicubic", Preprocessing.Raw with { ShortSide = 256, Mean = [123, 116, 103], Deviation = [58, 57, 56], Interpolation = Interpolation.PillowBicubic } },
        { "scale=1/255", Preprocessing.Raw with { Deviation = All(255) } },
        { "scale=0.5,mean=1,deviation=2", Preprocessing.Raw with { Mean = All(2), Deviation = All(4) } },
        { "tensorflow,scale=1/255,mean=0,deviation=1", Preprocessing.TensorFlow with { Mean = All(0), Deviation = All(255) } },
        { "letterbox", Preprocessing.Raw with { Letterbox = new(128, LetterboxPosition.Center) } },
        { "letterbox=114/top-left", Preprocessing.Raw with { Letterbox = new(114, LetterboxPosition.TopLeft) } },
        { "tensorflow,letterbox=0", Preprocessing.TensorFlow with { CropFraction = 1, Letterbox = new(0) } },
        { "interpolation=nearest", Preprocessing.Raw with { Interpolation = Interpolation.PillowNearest } },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void One_line_says_it_in_full(string text, Preprocessing expected) => Assert.Equal(expected, Preprocessing.Parse(text));

    [Fact]
    public void Torchvisions_numbers_may_be_written_as_torchvision_writes_them()
    {
        var parsed = Preprocessing.Parse("short-side=256,scale=1/255,mean=0.485/0.456/0.406,deviation=0.229/0.224/0.225");
        foreach (var (expected, found) in Preprocessing.TorchVision().Mean.Concat(Preprocessing.TorchVision().Deviation).Zip(parsed.Mean.Concat(parsed.Deviation)))
            Assert.Equal(expected, found, 1e-4f);
    }

    [Theory]
    [InlineData("caffe", "Preprocessing 'caffe': it is not one of raw, teachable, tensorflow, torchvision, a file of JSON, or one of crop, square, short-side, letterbox, size, order, scale, mean, deviation, interpolation.")]
    [InlineData("raw,sigma=2", "Preprocessing 'sigma=2': there is no 'sigma', only crop, square, short-side, letterbox, size, order, scale, mean, deviation, interpolation.")]
    [InlineData("crop=0", "Preprocessing 'crop=0': the crop fraction must be above 0 and at most 1, is 0.")]
    [InlineData("crop", "Preprocessing 'crop': it needs a value, crop=….")]
    [InlineData("square=1", "Preprocessing 'square=1': it takes no value.")]
    [InlineData("mean=1/2", "Preprocessing 'mean=1/2': it must be one number, or three with '/' between them.")]
    [InlineData("mean=a", "Preprocessing 'mean=a': 'a' is not a number.")]
    [InlineData("deviation=0", "Preprocessing 'deviation=0': mean and deviation must be finite, and no deviation 0.")]
    [InlineData("interpolation=cubic", "Preprocessing 'interpolation=cubic': it must be one of bilinear, bicubic, lanczos, nearest, tensorflow, tensorflow-legacy, tensorflow-align-corners.")]
    [InlineData("order=grb", "Preprocessing 'order=grb': it must be one of rgb, bgr.")]
    [InlineData("crop=1,crop=1", "Preprocessing 'crop=1': 'crop' is given twice.")]
    [InlineData("short-side=256,crop=0.5", "Preprocessing 'short-side=256,crop=0.5': short-side cuts the input from the center on its own, without crop or square.")]
    [InlineData("letterbox,square", "Preprocessing 'letterbox,square': letterbox shows the whole image, without crop, square or short-side.")]
    [InlineData("letterbox=256", "Preprocessing 'letterbox=256': '256' is not a whole level from 0 to 255.")]
    [InlineData("letterbox=0/right", "Preprocessing 'letterbox=0/right': it must be one of center, top-left.")]
    [InlineData("short-side=big", "Preprocessing 'short-side=big': 'big' is not a whole number of pixels from 1 to 65535.")]
    [InlineData("torchvision,scale=1/255", "Preprocessing 'torchvision,scale=1/255': after a preset, scale needs mean and deviation in the scaled values.")]
    [InlineData("std=127.5", "Preprocessing 'std=127.5': the standard deviation is named deviation=….")]
    [InlineData("raw,bgr", "Preprocessing 'bgr': the order of the channels is named order=bgr.")]
    [InlineData("torchvision,tensorflow", "Preprocessing 'tensorflow': a preset can only be the first part.")]
    [InlineData("scale=0", "Preprocessing 'scale': it must be above 0.")]
    [InlineData("", "Preprocessing '': it is not one of raw, teachable, tensorflow, torchvision, a file of JSON, or one of crop, square, short-side, letterbox, size, order, scale, mean, deviation, interpolation.")]
    public void A_wrong_part_is_named_with_what_is_allowed(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ModelCardException>(() => Preprocessing.Parse(text)).Message);

    [Theory]
    [InlineData("raw,size=224", 224, 224)]
    [InlineData("raw,size=192x256", 192, 256)]
    [InlineData("torchvision", 224, 224)]
    public void The_size_is_for_a_file_that_leaves_it_free(string text, int height, int width)
    {
        Assert.Equal(new Size(height, width), Preprocessing.Parse(text).InputSize);
        Assert.Equal(new Size(height, width), Preprocessing.Parse(Preprocessing.Parse(text).ToString()).InputSize);
    }

    static readonly Gen<ImmutableArray<float>> Three = Gen.Float[1, 300].Array[3].Select(values => values.ToImmutableArray());

    [Fact]
    public void Its_text_is_read_back_as_it_was() => Gen.Select(
        Gen.Int[0, 4], Gen.Double[0.01, 1], Gen.Enum<Interpolation>(), Gen.Enum<ChannelOrder>(), Three, Three).Sample((way, fraction, interpolation, order, mean, deviation) =>
    {
        var preprocessing = new Preprocessing(way >= 2 ? 1 : fraction)
        {
            CropToAspectRatio = way == 1,
            ShortSide = way == 2 ? 300 : null,
            Letterbox = way >= 3 ? new((byte)(fraction * 255), way == 3 ? LetterboxPosition.Center : LetterboxPosition.TopLeft) : null,
            Interpolation = interpolation,
            ChannelOrder = order,
            Mean = mean,
            Deviation = deviation,
        };
        Assert.Equal(preprocessing, Preprocessing.Parse(preprocessing.ToString()));
    });

    [Fact]
    public void JSON_is_the_cards_own()
    {
        var expected = new Preprocessing(0.9) { CropToAspectRatio = true, Interpolation = Interpolation.PillowLanczos, Mean = [1, 2, 3], Deviation = [4, 5, 6] };
        Assert.Equal(expected, Preprocessing.FromJson("""{"cropFraction": 0.9, "cropToAspectRatio": true, "interpolation": "PillowLanczos", "mean": [1, 2, 3], "deviation": [4, 5, 6]}"""));
        Assert.Equal(
            Preprocessing.Raw with { Letterbox = new(114, LetterboxPosition.TopLeft) },
            Preprocessing.FromJson("""{"letterbox": {"level": 114, "position": "TopLeft"}, "mean": [0, 0, 0], "deviation": [1, 1, 1]}"""));
        Assert.Equal(Preprocessing.Raw with { Letterbox = new() }, Preprocessing.FromJson("""{"letterbox": {}, "mean": [0, 0, 0], "deviation": [1, 1, 1]}"""));
        Assert.Equal(Preprocessing.Raw, Preprocessing.FromJson("""{"mean": [0, 0, 0], "deviation": [1, 1, 1]}"""));
    }

    /// <summary>As google/mobilenet_v2_1.0_224 has it, and as a vision transformer has it.</summary>
    [Fact]
    public void Hugging_Faces_configuration_is_understood()
    {
        var mobileNet = Preprocessing.FromJson("""
            {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_normalize": true, "do_rescale": true, "do_resize": true,
             "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 2, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 256}}
            """);
        Assert.Equal(Preprocessing.TensorFlow with { CropFraction = 1, ShortSide = 256 }, mobileNet);
        Assert.Equal(new Size(224, 224), mobileNet.InputSize);
        var whole = Preprocessing.FromJson("""{"do_normalize": false, "do_resize": true, "resample": 3, "size": {"height": 224, "width": 224}}""");
        Assert.Equal(Preprocessing.Raw with { Deviation = All(255), Interpolation = Interpolation.PillowBicubic }, whole);
    }

    [Theory]
    [InlineData("""{"do_normalize": true, "size": {"shortest_edge": 256}}""", "The preprocessor configuration cannot be read: its image_mean should be three numbers.")]
    [InlineData("""{"do_normalize": false, "do_center_crop": true, "size": {"height": 256, "width": 256}}""", "The preprocessor configuration cannot be read: it crops an image that was not resized in proportion.")]
    [InlineData("""{"do_normalize": false, "size": {"shortest_edge": 224}, "crop_pct": 0.875}""", "The preprocessor configuration cannot be read: it resizes the shorter side, but does not say that the center is cropped (do_center_crop).")]
    [InlineData("""{"do_normalize": false, "resample": 7, "size": {"height": 2, "width": 2}}""", "The preprocessor configuration cannot be read: resample 7 is not one of Pillow's filters 0 to 3.")]
    [InlineData("null", "The preprocessing is invalid: it is null.")]
    [InlineData("""{"mean": [0, 0, 0], "deviation": [0, 1, 1]}""", "The preprocessing is invalid: mean and deviation must be finite, and no deviation 0.")]
    [InlineData("""{"mean": [0, 0], "deviation": [1, 1]}""", "The preprocessing is invalid: mean and deviation need three numbers each.")]
    [InlineData("""{"shortSide": 256, "letterbox": {}, "mean": [0, 0, 0], "deviation": [1, 1, 1]}""", "The preprocessing is invalid: a letterbox shows the whole image, without crop or short side.")]
    [InlineData("""{"shortSide": 256, "cropToAspectRatio": true, "mean": [0, 0, 0], "deviation": [1, 1, 1]}""", "The preprocessing is invalid: a crop to the input's aspect ratio and a short side exclude each other.")]
    public void Invalid_JSON_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ModelCardException>(() => Preprocessing.FromJson(json)).Message);

    static ImmutableArray<float> All(float value) => [value, value, value];
}
