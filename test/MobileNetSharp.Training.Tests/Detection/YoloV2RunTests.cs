using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>YOLOv2 on a classifier's backbone and by itself: what it is made of, and that it learns.</summary>
public class YoloV2RunTests
{
    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    static readonly DetectionTask Task = new(["red", "blue"], SmallDetection.Images);

    static readonly Recipe Recipe = SmallDetection.Recipe with
    {
        Network = SmallDetection.Recipe.Network with { Model = "mobilenet_v2_0.15_64" },
        Detection = SmallDetection.Recipe.Detection! with { Head = DetectionHead.YoloV2Lite, YoloV2 = new(Anchors: 2) },
    };

    [Fact]
    public async System.Threading.Tasks.Task A_YOLOv2_learns_and_leaves_a_model_that_other_formats_hold()
    {
        using var folder = new TempFolder();
        var run = Create(folder, "run", Recipe with { Phases = [new() { Epochs = 20 }] });
        var result = await run.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(result.History[^1].TrainingLoss, 0, 0.6 * result.History[0].TrainingLoss);
        Assert.InRange(result.Validation.Metrics["ap50"], 0.2, 1);
        using var model = ModelFile.Load(run.ModelPath);
        Assert.Equal(2, Assert.IsType<YoloV2Decoding>(model.Card.BoxDecoding).Anchors.Length);
        Assert.Equal(["red", "blue"], DetectorHead.FromModel(model).Labels);
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var exported = run.Export(format, OneThread, TestContext.Current.CancellationToken);
            Assert.Equal((12, 12), (exported.Comparison.Images, exported.Comparison.Agreements));
            Assert.InRange(exported.Comparison.LargestDifference, 0, 1e-3);
            using var written = ModelFile.Load(exported.Path);
            Assert.Equal(SmallDetection.Outputs(model), SmallDetection.Outputs(written), (a, b) => Math.Abs(a - b) <= 1e-3 * (1 + Math.Abs(a)));
        }
    }

    [Fact]
    public async System.Threading.Tasks.Task A_run_that_was_stopped_ends_in_the_same_weights_to_the_bit()
    {
        using var folder = new TempFolder();
        var whole = Create(folder, "whole", Recipe);
        await whole.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var stopped = Create(folder, "stopped", Recipe);
        using (var source = new CancellationTokenSource())
        {
            var reports = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.RunAsync(OneThread, new Listener(_ =>
            {
                if (++reports == 7)
                    source.Cancel();
            }), source.Token));
        }

        var resumed = DetectionRun.Open(stopped.Folder, SmallDetection.Images);
        await resumed.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        using var expected = ModelFile.Load(whole.ModelPath);
        using var actual = ModelFile.Load(resumed.ModelPath);
        Assert.All(expected.Weights, entry => Assert.True(entry.Value.Bytes.Span.SequenceEqual(actual.Weights[entry.Key].Bytes.Span), entry.Key));
    }

    [Theory]
    [InlineData(DetectionHead.YoloV2, "yolov2_mobilenet_v2_0.15_96")]
    [InlineData(DetectionHead.YoloV2Lite, "yolov2lite_mobilenet_v2_0.15_96")]
    public void A_classifier_s_backbone_gets_its_head_with_anchors_of_the_data(DetectionHead head, string name)
    {
        using var classifier = SmallDetection.Classifier();
        var recipe = Recipe with { Detection = new(head, 96, Prior: 0.01, YoloV2: new(Anchors: 3)) };
        using var detector = DetectorReplacement.Apply(classifier, Classes, recipe, SmallDetection.Images);
        Assert.Equal((name, new Shape(1, 3, 3, 3 * 7)), (detector.Graph.Name, detector.Graph.Outputs[0].Node.Shape));
        Assert.Equal(head == DetectionHead.YoloV2Lite, detector.Graph.Nodes.Any(node => node.Name == "yolo.head0.depthwise.conv"));
        Assert.Equal(new Shape(1, 6, 6, 16), detector.Graph["yolo.passthrough.conv"].Shape);
        foreach (var spec in detector.Graph.Nodes.Where(node => !YoloV2.IsHead(node)).SelectMany(node => node.WeightsOf()))
            Assert.True(detector.Weights[spec.Name].Bytes.Span.SequenceEqual(classifier.Weights[spec.Name].Bytes.Span), spec.Name);

        var decoding = Assert.IsType<YoloV2Decoding>(detector.Card.BoxDecoding);
        var shapes = AnchorClusters.ShapesOf(SmallDetection.Images, detector.Card.Preprocessing!, 96, 3);
        Assert.Equal(AnchorClusters.Find(shapes, 3, (ulong)recipe.Seed).AsEnumerable(), decoding.Anchors);
        Assert.InRange(AnchorClusters.MeanIou(shapes, decoding.Anchors), 0.6, 1);
        Assert.Matches(@"anchors in cells: \S+ x \S+, \S+ x \S+, \S+ x \S+; IoU of 0\.\d\d with the boxes on average", Task.DescribeAnchors(detector)!);
        var bias = detector.Weights["yolo.detector.bias"].ToFloats();
        Assert.Equal([0f, 0, 0, 0, -4.59512f, 0, 0], bias[..7], (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Darknet_19_s_last_map_is_before_the_convolution_that_gives_logits()
    {
        var graph = Darknet19.Build(new() { Resolution = 64, Classes = 7, Stages = [[4], [6], [8, 4, 8], [12], [16, 8, 16], [20, 12, 20]] });
        using var classifier = new Model(graph, Initializer.TorchVision(graph, 1), ModelCard.Empty with { Task = ModelTask.Classification, Preprocessing = Preprocessing.Raw });
        using var detector = DetectorReplacement.Apply(classifier, Classes, Recipe with { Detection = new(DetectionHead.YoloV2) }, SmallDetection.Images);
        Assert.Equal("stage5.conv2.leaky", detector.Graph["yolo.head0.conv"].Inputs[0].Name);
        Assert.Equal("stage4.conv2.leaky", detector.Graph["yolo.passthrough.conv"].Inputs[0].Name);
        Assert.DoesNotContain(detector.Graph.Nodes, node => node.Name == "classifier");
    }

    [Fact]
    public void A_YOLOv2_gets_a_new_last_convolution_and_anchors_and_keeps_all_else()
    {
        var graph = YoloV2.Build(new() { Resolution = 64, Classes = 5, Stages = [[4], [6], [8, 4, 8], [12], [16, 8, 16], [20, 12, 20]], ReorganizesAsDarknet = true });
        using var model = new Model(graph, Initializer.TorchVision(graph, 1), YoloV2.CardOf(graph) with { Labels = ["a", "b", "c", "d", "e"] });
        var recipe = Recipe with { Network = new() { Pretrained = true }, Detection = new(YoloV2: new(Anchors: 2)) };
        using var replaced = DetectorReplacement.Apply(model, Classes, recipe, SmallDetection.Images);
        Assert.Equal((2, 2 * 7), (((YoloV2Decoding)replaced.Card.BoxDecoding!).Anchors.Length, replaced.Graph.Outputs[0].Node.Channels));
        Assert.Equal(new Letterbox(), replaced.Card.Preprocessing!.Letterbox);
        using var strict = model.WithCard(model.Card with { BoxDecoding = YoloV2.Decoding with { Suppression = new() { Kind = SuppressionKind.BestClass, ScoreThreshold = 0.6 } } });
        using var usual = DetectorReplacement.Apply(strict, Classes, recipe, SmallDetection.Images);
        Assert.Equal(YoloV2.Decoding.Suppression, usual.Card.BoxDecoding!.Suppression);
        Assert.Contains("16 of 17 layers have the weights of yolov2_64; new: detector", StartingModel.Describe(model, replaced).First());

        using var kept = DetectorReplacement.Apply(model, Classes, recipe);
        Assert.Equal(YoloV2.CocoAnchors.AsEnumerable(), ((YoloV2Decoding)kept.Card.BoxDecoding!).Anchors);
        using var same = DetectorReplacement.Apply(model, model.Card.Labels, recipe, SmallDetection.Images);
        Assert.Equal(YoloV2.CocoAnchors.AsEnumerable(), ((YoloV2Decoding)same.Card.BoxDecoding!).Anchors);
        Assert.All(same.Weights, entry => Assert.True(entry.Value.Bytes.Span.SequenceEqual(model.Weights[entry.Key].Bytes.Span), entry.Key));
        Assert.Contains("Node 'passthrough.reorg", Refusal(() => DetectorReplacement.Apply(model, Classes, recipe with { Detection = new(InputSize: 96) }, SmallDetection.Images)));
    }

    [Fact]
    public void An_input_that_is_no_multiple_of_32_and_a_task_without_images_are_refused()
    {
        using var classifier = SmallDetection.Classifier(size: 80);
        Assert.Contains("multiples of 32", Refusal(() => DetectorReplacement.Apply(classifier, Classes, Recipe, SmallDetection.Images)));
        Assert.Throws<ArgumentException>(() => DetectorReplacement.Apply(SmallDetection.Classifier(), Classes, Recipe));
        Assert.Contains("inputSize: must be a multiple of 32 for YOLOv2, is 300", Assert.Throws<TrainingException>(() => RecipeJson.With(Recipe, ["detection.inputSize=300"])).Message);
        Assert.Contains("yoloV2.anchors: must be from 1 to 100, is 0", Assert.Throws<TrainingException>(() => RecipeJson.With(Recipe, ["detection.yoloV2.anchors=0"])).Message);
    }

    static string[] Classes => ["red", "blue"];

    static string Refusal(Func<Model> apply) => Assert.Throws<TrainingException>(apply).Message;

    static TrainingRun<AnnotatedBoxes, Evaluation.Detection.DetectionResult> Create(TempFolder folder, string name, Recipe recipe)
    {
        using var start = StartingModel.FromScratch(recipe, Task);
        return TrainingRun.Create(folder.File(name), recipe, Task, start, SmallDetection.Splits, "drawn rectangles");
    }
}
