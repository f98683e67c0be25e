using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Torch;

public class TorchDetectorsTests
{
    /// <summary>A state dict of zeros with the names and shapes that a program wrote; some of the tensors may get other shapes.</summary>
    static Dictionary<string, Tensor> State(string golden, Func<string, int[], int[]>? reshape = null)
    {
        using var json = JsonDocument.Parse(TorchFiles.Golden($"detector_{golden}.json"));
        var zeros = new byte[1024 * 1024 * 9 * sizeof(float)];
        return json.RootElement.GetProperty("tensors").EnumerateArray().Select(line => line.GetString()!.Split(' ')).ToDictionary(parts => parts[0], parts =>
        {
            int[] shape = parts[1].Length == 0 ? [] : [.. parts[1].Split(',').Select(axis => int.Parse(axis, CultureInfo.InvariantCulture))];
            shape = reshape?.Invoke(parts[0], shape) ?? shape;
            var type = shape.Length == 0 ? ElementType.Int64 : ElementType.Float32;
            return new Tensor(type, [.. shape], zeros.AsMemory(0, shape.Aggregate(1, (product, axis) => product * axis) * type.SizeBytes()));
        }, StringComparer.Ordinal);
    }

    /// <summary>The rows of torchvision's score layers, for another number of classes with the background.</summary>
    static Func<string, int[], int[]> Classes(int classes) => (name, shape) =>
        name.StartsWith("head.classification_head", StringComparison.Ordinal) ? [shape[0] / 6 * classes, .. shape[1..]] : shape;

    static string Refusal(Dictionary<string, Tensor> state) => Assert.Throws<ModelFormatException>(() => TorchReader.FromStateDict(state)).Message;

    [Fact]
    public void The_91_classes_of_torchvision_are_COCOs()
    {
        using var model = TorchReader.FromStateDict(State("torchvision_ssd300", Classes(91)));
        Assert.Equal(ClassNames.Coco90, model.Card.Labels);
        Assert.Equal((ScoreFunction.Softmax, true), (Assert.IsType<SsdDecoding>(model.Card.BoxDecoding).ScoreFunction, model.Card.BoxDecoding!.Suppression.ClipsFirst));
        using var own = TorchReader.FromStateDict(State("torchvision_ssd300", Classes(3)));
        Assert.Empty(own.Card.Labels);
    }

    public static TheoryData<string, ImmutableArray<string>> CocoLists { get; } = new()
    {
        { "80 names", ClassNames.Coco },
        { "90 ids", ClassNames.Coco90 },
        { "91 with the background", ["__background__", .. ClassNames.Coco90] },
        { "91 of TensorFlow", ["???", .. ClassNames.Coco90] },
    };

    [Theory]
    [MemberData(nameof(CocoLists))]
    public void Every_list_of_COCOs_classes_fits_90_ids(string list, ImmutableArray<string> labels)
    {
        using var model = TorchReader.FromStateDict(State("torchvision_ssd300", Classes(91)));
        Assert.True(ClassNames.Coco90.SequenceEqual(KnownModels.Describe(model, new() { Labels = labels }, []).Labels), list);
    }

    [Theory]
    [MemberData(nameof(CocoLists))]
    public void Every_list_of_COCOs_classes_fits_80_classes(string list, ImmutableArray<string> labels)
    {
        using var model = TorchReader.FromStateDict(State("torchvision_ssd300", Classes(81)));
        Assert.True(ClassNames.Coco.SequenceEqual(KnownModels.Describe(model, new() { Labels = labels }, []).Labels), list);
    }

    [Fact]
    public void A_tensor_that_does_not_fit_is_named()
    {
        var state = State("torchvision_ssd300");
        state.Remove("backbone.extra.2.2.bias");
        Assert.Contains("there is no 'backbone.extra.2.2.bias'", Refusal(state), StringComparison.Ordinal);
        Assert.Contains(
            "'head.regression_head.module_list.5.weight' has the shape [24, 256, 3, 3], expected [16, 256, 3, 3]",
            Refusal(State("torchvision_ssd300", (name, shape) => name == "head.regression_head.module_list.5.weight" ? [24, .. shape[1..]] : shape)),
            StringComparison.Ordinal);
        state = State("mb2_ssd_lite");
        state.Remove("base_net.14.conv.0.weight");
        Assert.Contains("'base_net.14.conv.0.weight'", Refusal(state), StringComparison.Ordinal);
        state = State("mb1_ssd");
        state.Add("base_net.14.0.weight", state["base_net.13.0.weight"]);
        Assert.Contains("'base_net.14.0.weight' is none of its layers", Refusal(state), StringComparison.Ordinal);
        Assert.Contains("'regression_headers.5.weight' has the shape [16, 256, 3, 3], expected the boxes of 6 anchors",
            Refusal(State("mb1_ssd", (name, shape) => name == "regression_headers.5.weight" ? [16, .. shape[1..]] : shape)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("head.classification_head.module_list.0.0.0.weight", "torchvision's SSDLite, whose backbone is MobileNetV3")]
    [InlineData("roi_heads.box_predictor.cls_score.weight", "Faster R-CNN")]
    [InlineData("bbox_head.cls_convs.0.0.weight", "mmdetection")]
    [InlineData("regression_headers.0.weight", "another backbone than MobileNetV1 or V2")]
    public void A_detector_that_is_not_read_gives_a_line_with_those_that_are(string name, string what)
    {
        var message = Refusal(new() { [name] = Tensor.FromFloats([1], [0]) });
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Contains("torchvision's ssd300_vgg16", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Any_width_of_pytorch_ssds_MobileNetV2_is_read()
    {
        // Half of all channels but the last convolution's, as its mb2_width_mult has it.
        using var model = TorchReader.FromStateDict(State("mb2_ssd_lite", (name, shape) =>
            !name.StartsWith("base_net", StringComparison.Ordinal) && !name.StartsWith("regression_headers.0.", StringComparison.Ordinal) && !name.StartsWith("classification_headers.0.", StringComparison.Ordinal) ? shape
            : [.. shape.Select((axis, i) => axis <= 3 || i > 1 || axis is 24 or 30 || axis == 1280 || name.StartsWith("base_net.18.1", StringComparison.Ordinal) ? axis : axis / 2)]));
        Assert.Equal(3000, Assert.IsType<SsdDecoding>(model.Card.BoxDecoding).Anchors.Count);
    }

    [Fact]
    public void UltraFace_is_recognized_with_its_anchors()
    {
        using var model = ModelFile.Load(SharedData.Path("models/ultraface_rfb_320.onnx"));
        var anchors = Assert.IsType<SsdDecoding>(model.Card.BoxDecoding).Anchors.Create(new(240, 320));
        Assert.Equal(4420 * 4, anchors.Length);
        float[] first = [0.5f / 30, 0.5f / 40, 10f / 240, 10f / 320], last = [3.5f / 4, 4.5f / 5, 1, 256f / 320];
        Assert.All(first.Zip(anchors), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.All(last.Zip(anchors[^4..]), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Equal([127f, 127, 127], model.Card.Preprocessing!.Mean);
        Assert.Equal(0.3, model.Card.BoxDecoding!.Suppression.IouThreshold);
        Assert.Contains("another backbone", Assert.Throws<ModelFormatException>(() => ModelFile.Load(SharedData.Path("models/ultraface_rfb_320.pth"))).Message, StringComparison.Ordinal);
    }
}
