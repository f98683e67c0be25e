using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>Detectors that end in TFLite_Detection_PostProcess.</summary>
public class DetectionPostProcessTests
{
    [Theory]
    [InlineData(0, 1, 2, 3)]
    [InlineData(2, 0, 3, 1)]
    [InlineData(3)]
    public void The_operator_becomes_the_cards_box_decoding_whatever_the_order_of_its_outputs(params int[] order)
    {
        using var model = TfLiteReader.Read(new DetectionSample { OutputOrder = order }.Bytes());
        Assert.Equal(["boxes", "scores"], model.Graph.Outputs.Select(output => output.Name));
        Assert.Equal((OutputKind.Boxes, OutputKind.Probabilities), (model.Card.Outputs["boxes"], model.Card.Outputs["scores"]));
        Assert.Equal(
            new SsdDecoding
            {
                Anchors = new() { Stored = [.. DetectionSample.Anchors] },
                HasBackground = true,
                Suppression = new() { Kind = SuppressionKind.BestClass, IouThreshold = 0.5, ScoreThreshold = 0.25, MaximumDetections = 7, MaximumPerClass = 100, MaximumClassesPerBox = 2 },
            },
            model.Card.BoxDecoding);
    }

    [Fact]
    public void Options_that_a_file_has_count()
    {
        var sample = new DetectionSample { Channels = 2 };
        (sample.Options["use_regular_nms"], sample.Options["detections_per_class"], sample.Options["max_classes_per_detection"]) = (true, 5, 1);
        (sample.Options["y_scale"], sample.Options["x_scale"], sample.Options["h_scale"], sample.Options["w_scale"], sample.Options["nms_score_threshold"]) = (4f, 4f, 2f, 2f, float.NegativeInfinity);
        using var model = TfLiteReader.Read(sample.Bytes());
        var decoding = Assert.IsType<SsdDecoding>(model.Card.BoxDecoding);
        Assert.False(decoding.HasBackground);
        Assert.Equal(new BoxCoder(4, 2), decoding.Coder);
        Assert.Equal((SuppressionKind.PerClass, 5, 0.0), (decoding.Suppression.Kind, decoding.Suppression.MaximumPerClass, decoding.Suppression.ScoreThreshold));
    }

    [Fact]
    public void Anchors_of_bytes_are_the_numbers_that_they_stand_for()
    {
        using var model = TfLiteReader.Read(new DetectionSample { IsQuantized = true }.Bytes());
        Assert.Equal(DetectionSample.Anchors, ((SsdDecoding)model.Card.BoxDecoding!).Anchors.Stored, (a, b) => Math.Abs(a - b) <= 1 / 128f);
    }

    /// <summary>Lists for TensorFlow begin with the background, which is not one of the classes.</summary>
    [Theory]
    [InlineData("cat", "dog")]
    [InlineData("???", "cat", "dog")]
    [InlineData("background", "cat", "dog")]
    public void Labels_are_without_the_background(params string[] labels)
    {
        using var model = ModelFile.Load(
            new MemoryStream(new DetectionSample().Bytes()), ModelFormat.TfLite, new() { Labels = [.. labels], Preprocessing = Preprocessing.Raw });
        Assert.Equal(["cat", "dog"], DetectorHead.FromModel(model).Labels);
    }

    public static TheoryData<string, object?, string> OptionFaults => new()
    {
        { "num_classes", 1, "it has 1 classes, but 3 scores for each box: as many, or one more for the background, are expected" },
        { "num_classes", 4, "it has 4 classes, but 3 scores" },
        { "num_classes", float.NaN, "it has NaN classes" },
        { "num_classes", null, "its options lack 'num_classes'" },
        { "max_detections", null, "its options lack 'max_detections'" },
        { "x_scale", 9f, "'y_scale' and 'x_scale' should be equal, are 10 and 9" },
        { "h_scale", 0f, "'h_scale' and 'w_scale' should be equal" },
        { "max_detections", -3, "the numbers of detections must be from 1 to 100000" },
        { "max_detections", 1e30f, "the numbers of detections must be from 1 to 100000" },
        { "nms_iou_threshold", float.NaN, "the IoU threshold must be from 0 to 1, is NaN" },
        { "nms_score_threshold", 2f, "the score threshold must be from 0 to 1, is 2" },
    };

    [Theory]
    [MemberData(nameof(OptionFaults))]
    public void An_option_that_makes_no_sense_is_refused(string name, object? value, string message)
    {
        var sample = new DetectionSample();
        if (value is null)
            sample.Options.Remove(name);
        else
            sample.Options[name] = value;
        Assert.Contains(message, Assert.ThrowsAny<ModelFormatException>(() => TfLiteReader.Read(sample.Bytes())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "its boxes and scores are the same tensor")]
    [InlineData(0, 2, "Nothing computes the output")]
    [InlineData(1, 0, "its boxes and scores are the same tensor")]
    [InlineData(2, 1, "should be a constant")]
    [InlineData(2, -1, "its input 2 is missing")]
    public void An_input_that_is_something_else_is_refused(int position, int input, string message)
    {
        var sample = new DetectionSample();
        var operation = sample.Build();
        var inputs = (int[])operation[1];
        inputs[position] = input < 0 ? -1 : inputs[input];
        Assert.Contains(message, Assert.ThrowsAny<ModelFormatException>(() => TfLiteReader.Read(FlatWriter.Write(sample.File.Root([sample.Input], sample.Outputs)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read()
    {
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(new DetectionSample().Bytes(), 2000, seed: 11), bytes => TfLiteReader.Read(bytes).Dispose());
        Assert.InRange(refused, 300, 2000);
    }
}
