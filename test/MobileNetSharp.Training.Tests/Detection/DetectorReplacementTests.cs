using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Trainer;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>Detectors from classifiers and from other detectors: which maps, which weights, and what is said of them.</summary>
public class DetectorReplacementTests
{
    static readonly string[] Classes = ["raccoon", "fox"];

    static readonly Recipe Recipe = new() { Seed = 3, Detection = new(Prior: 0.01) };

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_classifier_s_backbone_is_read_at_the_map_before_its_last_stride_and_at_its_last_map(bool v1, bool folded)
    {
        using var classifier = folded ? FoldBatchNorm.Apply(SmallDetection.Classifier(v1)) : SmallDetection.Classifier(v1);
        using var detector = DetectorReplacement.Apply(classifier, Classes, Recipe);
        var own = Ssd.Build(new()
        {
            Backbone = v1 ? new MobileNetV1Options { WidthMultiplier = 0.25 } : new MobileNetV2Options { WidthMultiplier = 0.15, NarrowsHead = false },
            Resolution = 64,
            Classes = 2,
        });
        Assert.Equal(
            own.Outputs.Select(output => (output.Name, output.Node.Shape)), detector.Graph.Outputs.Select(output => (output.Name, output.Node.Shape)));
        Assert.Equal(own.Nodes.Count(node => node.Op is Conv2d), detector.Graph.Nodes.Count(node => node.Op is Conv2d));
        Assert.Equal(detector.Graph["ssd.boxes0.depthwise.conv"].Inputs[0].Channels, own["ssd.boxes0.depthwise.conv"].Inputs[0].Channels);

        var head = DetectorHead.FromModel(detector);
        Assert.Equal(Classes, head.Labels);
        Assert.True(((SsdDecoding)head.Decoding).HasBackground);
        Assert.Equal(Preprocessing.TorchVision() with { ShortSide = null, CropFraction = 1, InputSize = null }, head.Preprocessing);
        foreach (var spec in detector.Graph.Nodes.Where(node => !Ssd.IsHead(node)).SelectMany(node => node.WeightsOf()))
            Assert.True(detector.Weights[spec.Name].Bytes.Span.SequenceEqual(classifier.Weights[spec.Name].Bytes.Span), spec.Name);
        var notes = StartingModel.Describe(classifier, detector).ToArray();
        Assert.Contains("; new: ssd.extra0.reduce.conv", notes[0]);
        Assert.Contains("; left out: ", notes[0]);
        Assert.Equal(folded, notes.Length == 2 && notes[1].Contains("is folded", StringComparison.Ordinal));
    }

    [Fact]
    public void A_backbone_that_does_not_say_how_images_are_prepared_is_refused()
    {
        using var classifier = SmallDetection.Classifier();
        using var silent = new Model(classifier.Graph, classifier.Weights, classifier.Card with { Preprocessing = null });
        Assert.Equal(ModelCardPart.Preprocessing, Assert.Throws<ModelCardException>(() => DetectorReplacement.Apply(silent, Classes, Recipe)).Part);
    }

    [Theory]
    [InlineData(DetectionHead.SsdLite, 0, 64, "ssdlite_mobilenet_v2_0.15_64")]
    [InlineData(DetectionHead.Ssd, 96, 96, "ssd_mobilenet_v2_0.15_96")]
    public void Head_and_input_size_are_the_recipe_s(DetectionHead kind, int given, int size, string name)
    {
        using var classifier = SmallDetection.Classifier();
        using var detector = DetectorReplacement.Apply(classifier, Classes, Recipe with { Detection = new(kind, given) });
        Assert.Equal((name, size), (detector.Graph.Name, detector.Graph.Inputs[0].Shape.Height));
        Assert.Equal(kind == DetectionHead.SsdLite, detector.Graph.Nodes.Any(node => node.Name == "ssd.extra0.depthwise.conv"));
        Assert.Equal(size / 16, detector.Graph.Outputs[0].Node.Shape.Height);
    }

    [Fact]
    public void New_layers_are_small_and_classes_begin_at_the_prior()
    {
        using var detector = DetectorReplacement.Apply(SmallDetection.Classifier(), Classes, Recipe);
        Assert.InRange(detector.Weights["ssd.classes1.conv.weight"].ToFloats().Max(Math.Abs), 0.03f, 0.06f);
        var bias = detector.Weights["ssd.classes1.conv.bias"].ToFloats();
        Assert.Equal([0f, -4.59512f, -4.59512f], bias[..3], (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.All(detector.Weights["ssd.boxes1.conv.bias"].ToFloats(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_detector_gets_new_class_predictors_and_keeps_all_else()
    {
        using var detector = DetectorReplacement.Apply(SmallDetection.Classifier(), Classes, Recipe);
        using var replaced = DetectorReplacement.Apply(detector, ["a", "b", "c"], Recipe with { Seed = 9, Detection = new(InputSize: 96) });
        Assert.Equal(["a", "b", "c"], DetectorHead.FromModel(replaced).Labels);
        Assert.Equal(96 / 16, replaced.Graph.Outputs[0].Node.Shape.Height);
        Assert.Equal(((SsdDecoding)detector.Card.BoxDecoding!).Anchors.Maps.Select(map => map.Shapes.Length), ((SsdDecoding)replaced.Card.BoxDecoding!).Anchors.Maps.Select(map => map.Shapes.Length));
        foreach (var spec in replaced.Graph.WeightsOf().Where(spec => !(spec.Name.StartsWith("ssd.classes", StringComparison.Ordinal) && spec.Name.Contains(".conv.", StringComparison.Ordinal) && !spec.Name.Contains("depthwise", StringComparison.Ordinal))))
            Assert.True(replaced.Weights[spec.Name].Bytes.Span.SequenceEqual(detector.Weights[spec.Name].Bytes.Span), spec.Name);
        Assert.Contains("; new: ssd.classes0.conv, ssd.classes1.conv, ssd.classes2.conv and 3 more", StartingModel.Describe(detector, replaced).First());

        using var same = DetectorReplacement.Apply(detector, Classes, Recipe with { Seed = 9 });
        Assert.All(same.Weights, entry => Assert.True(entry.Value.Bytes.Span.SequenceEqual(detector.Weights[entry.Key].Bytes.Span), entry.Key));
    }

    /// <summary>As exported files have it: predictions are reshaped, joined and made probabilities, anchors are numbers.</summary>
    [Fact]
    public void A_detector_with_joined_outputs_is_taken_apart()
    {
        using var detector = DetectorReplacement.Apply(SmallDetection.Classifier(), Classes, Recipe);
        using var joined = Joined(detector);
        Assert.Equal(2, DetectorHead.FromModel(joined).Labels.Length);
        using var replaced = DetectorReplacement.Apply(joined, ["a"], Recipe);
        Assert.Equal(12, replaced.Graph.Outputs.Length);
        Assert.Equal(["a"], DetectorHead.FromModel(replaced).Labels);
        Assert.Equal(2 * 3, replaced.Graph.Outputs[1].Node.Channels);
        Assert.True(replaced.Weights["ssd.boxes3.conv.weight"].Bytes.Span.SequenceEqual(detector.Weights["ssd.boxes3.conv.weight"].Bytes.Span));
        var e = Assert.Throws<TrainingException>(() => DetectorReplacement.Apply(joined, ["a"], Recipe with { Detection = new(InputSize: 96) }));
        Assert.Contains("its anchors are stored for inputs of 64x64", e.Message);
    }

    /// <summary>What makes probabilities in the file is what the loss undoes, whether the classes stay or not.</summary>
    [Theory]
    [InlineData(true, "raccoon", "fox")]
    [InlineData(true, "a")]
    [InlineData(false, "raccoon", "fox")]
    public void Scores_that_are_made_in_the_file_are_learned_as_they_are_made(bool softmax, params string[] classes)
    {
        using var detector = DetectorReplacement.Apply(SmallDetection.Classifier(), Classes, Recipe);
        using var joined = Joined(detector, softmax ? new Softmax() : Activation.Sigmoid);
        using var told = joined.WithCard(joined.Card with { BoxDecoding = (SsdDecoding)joined.Card.BoxDecoding! with { ScoreFunction = ScoreFunction.Sigmoid } });
        using var replaced = DetectorReplacement.Apply(told, classes, Recipe);
        Assert.Equal(softmax ? ScoreFunction.Softmax : ScoreFunction.Sigmoid, ((SsdDecoding)replaced.Card.BoxDecoding!).ScoreFunction);
        Assert.Equal(OutputKind.Logits, replaced.Card.Outputs["classes0"]);
    }

    /// <summary>A file that keeps one class of a place and few boxes would show less than the report of its training says.</summary>
    [Fact]
    public void Boxes_are_suppressed_as_training_measures_and_not_as_in_the_detector_that_is_begun_with()
    {
        using var detector = DetectorReplacement.Apply(SmallDetection.Classifier(), Classes, Recipe);
        var decoding = (SsdDecoding)detector.Card.BoxDecoding!;
        using var fast = detector.WithCard(detector.Card with
        {
            BoxDecoding = decoding with { Coder = new() { Order = BoxCodeOrder.XYWidthHeight }, Suppression = new() { Kind = SuppressionKind.BestClass, MaximumDetections = 10 } },
        });
        foreach (var classes in new[] { Classes, ["a"] })
        {
            using var replaced = DetectorReplacement.Apply(fast, classes, Recipe);
            var head = DetectorHead.FromModel(replaced);
            Assert.Equal(DetectorDecoder.SuppressionOf(head), head.Decoding.Suppression);
            Assert.Equal(decoding with { Coder = new() { Order = BoxCodeOrder.XYWidthHeight } }, head.Decoding);
            Assert.Matches("as training measures: PerClass, .* at most 100 .*: BestClass, .* at most 10", DetectionTask.DescribeSuppression(fast, replaced)!);
            Assert.Null(DetectionTask.DescribeSuppression(replaced, replaced));
        }
    }

    /// <summary>The head is what a backbone got, of whatever kind; of another's detector, what predicts.</summary>
    [Theory]
    [InlineData(DetectionHead.SsdLite, 36)]
    [InlineData(DetectionHead.Ssd, 20)]
    [InlineData(DetectionHead.YoloV2Lite, 8)]
    [InlineData(DetectionHead.YoloV2, 5)]
    public void A_phase_that_trains_the_head_trains_no_layer_of_the_backbone(DetectionHead head, int layers)
    {
        using var classifier = SmallDetection.Classifier();
        using var detector = DetectorReplacement.Apply(classifier, Classes, Recipe with { Detection = new(head) }, SmallDetection.Images);
        var phase = ShippedRecipes.Load("finetune-detect").Phases[0];
        var trained = TrainedLayers.Of(detector.Graph, phase, SmallDetection.Task.IsHead);
        Assert.Equal(layers, TrainedLayers.Count(trained));
        Assert.Equal(detector.Graph.Nodes.Where(node => node.Op is Conv2d && !classifier.Graph.Nodes.Any(own => own.Name == node.Name)), trained.Where(node => node.Op is Conv2d));
    }

    [Fact]
    public void Of_another_s_detector_the_layers_that_predict_are_the_head()
    {
        using var model = ModelFile.Load(SharedData.Path("models/ssd_mobilenetv2_oidv4_fp16.tflite"));
        using var start = StartingModel.Pretrained(model, Recipe, new DetectionTask(Classes));
        var trained = TrainedLayers.Of(start.Graph, new() { Trains = TrainedPart.Head }, SmallDetection.Task.IsHead);
        Assert.Equal(12, trained.Count);
        Assert.All(trained, node => Assert.Contains("predictor", node.Name));
    }

    /// <summary>Published detectors of Google: quantized with the operator that decodes boxes, and with 16-bit weights and raw outputs.</summary>
    [Theory]
    [InlineData("mobile_object_localizer_v1_1_metadata.tflite", 82, 88)]
    [InlineData("ssd_mobilenetv2_oidv4_fp16.tflite", 66, 72)]
    public void Published_detectors_keep_all_but_the_layers_that_predict_classes(string file, int taken, int layers)
    {
        using var model = ModelFile.Load(SharedData.Path($"models/{file}"));
        using var start = StartingModel.Pretrained(model, Recipe, new DetectionTask(Classes));
        Assert.Equal(Classes, DetectorHead.FromModel(start).Labels);
        var notes = StartingModel.Describe(model, start).ToArray();
        Assert.Equal(2, notes.Length);
        Assert.StartsWith($"{taken} of {layers} layers have the weights of {Path.GetFileNameWithoutExtension(file)}; new: boxpredictor_0.classpredictor, ", notes[0]);
        Assert.EndsWith("and 3 more", notes[0]);
        Assert.Contains("is folded", notes[1]);
    }

    [Fact]
    public void What_cannot_become_a_detector_is_told_why()
    {
        var builder = new GraphBuilder("flat");
        builder.Output("logits", builder.Conv2d("conv", builder.Input("input", new Shape(1, 32, 32, 3)), 4, kernel: 3));
        var graph = builder.Build();
        using var flat = new Model(graph, Initializer.TorchVision(graph, 1), ModelCard.Empty with { Preprocessing = Preprocessing.TensorFlow });
        var e = Assert.Throws<TrainingException>(() => DetectorReplacement.Apply(flat, Classes, Recipe));
        Assert.Equal(TrainingFailure.StartingModel, e.Failure);
        Assert.Contains("The model 'flat' cannot become a detector", e.Message);
        using var undecodable = flat.WithCard(flat.Card with { Task = ModelTask.Detection });
        Assert.Contains("how its outputs become boxes", Assert.Throws<TrainingException>(() => DetectorReplacement.Apply(undecodable, Classes, Recipe)).Message);
    }

    static Model Joined(Model detector, Op? scores = null)
    {
        var builder = new GraphBuilder("joined");
        foreach (var node in detector.Graph.Nodes)
            builder.Node(node.Name, node.Op, [.. node.Inputs.Select(input => builder.Find(input.Name)!)]);
        var boxes = Join("boxes", 4);
        var classes = Join("classes", 3);
        builder.Output("all_boxes", boxes);
        builder.Output("all_scores", builder.Node("scores", scores ?? Activation.Sigmoid, classes));
        var anchors = ((SsdDecoding)detector.Card.BoxDecoding!).Anchors.Create(64);
        return new Model(builder.Build(), detector.Weights, detector.Card with
        {
            Outputs = ModelCard.Empty.Outputs.Add("all_boxes", OutputKind.Boxes).Add("all_scores", OutputKind.Probabilities),
            BoxDecoding = new SsdDecoding { Anchors = new() { Stored = [.. anchors] } },
        });

        Node Join(string name, int values)
        {
            Node[] parts = [.. detector.Graph.Outputs.Where(output => output.Name.StartsWith(name, StringComparison.Ordinal)).Select(output => builder.Reshape(
                $"{output.Name}.flat", builder.Find(output.Node.Name)!, 1, (int)(output.Node.Shape.CountPerImage / values), values))];
            return builder.Concat($"{name}.joined", Axis.Width, parts);
        }
    }
}
