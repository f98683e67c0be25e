using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Evaluation.Tests.Detection;

public class DetectorEvaluationTests
{
    static readonly Quadrants Dataset = new(["dog", "bird", "cat"]);

    [Theory]
    [InlineData(EngineKind.Fast)]
    [InlineData(EngineKind.Reference)]
    public void Boxes_come_back_in_pixels_of_each_image_under_the_data_set_s_classes(EngineKind kind)
    {
        using var predictor = Predictor(kind);
        var images = Predict(predictor, batchSize: 3);
        Assert.Equal(Enumerable.Range(0, Dataset.Count), images.Select(image => image.Index));
        foreach (var image in images)
        {
            Assert.Equal((Dataset.NameOf(image.Index), Dataset.TargetOf(image.Index)), (image.Name, image.Objects));
            var sure = image.Detections.Where(detection => detection.Score > 0.5).ToArray();
            Assert.Equal(image.Objects.Boxes.Select(annotated => annotated.Class).Order(), sure.Select(detection => detection.Class).Order());
            Assert.All(sure, detection => Assert.Contains(image.Objects.Boxes, annotated => annotated.Class == detection.Class && annotated.Box.IntersectionOverUnion(detection.Box) > 0.999));
        }

        var figures = new DetectionResult([.. Dataset.ClassNames], images).Coco;
        Assert.Equal([0, 2], figures.PerClass.Select(of => of.Class));
        Assert.Equal(1, figures.Figures.AP!.Value, 1e-9);
    }

    [Fact]
    public void The_batch_does_not_change_what_is_found()
    {
        using var predictor = Predictor();
        var (one, all) = (Predict(predictor, batchSize: 1), Predict(predictor, batchSize: 5));
        Assert.All(one.Zip(all), pair => Assert.Equal(pair.First.Detections.AsEnumerable(), pair.Second.Detections));
    }

    [Fact]
    public void A_model_that_crops_finds_places_in_the_whole_image()
    {
        using var model = QuadrantDetector.Create();
        using var cropping = new Model(model.Graph, model.Weights, model.Card with { Preprocessing = Preprocessing.Raw with { CropFraction = 0.5 } });
        using var predictor = DetectorDecoder.CreatePredictor(cropping);
        var image = Predict(predictor, batchSize: 1)[1];
        var (whole, found) = (image.Objects.Boxes[0].Box, image.Detections.Where(detection => detection.Score > 0.5).Select(detection => detection.Box).First());
        // The quarter of the image's central half.
        Assert.Equal((whole.Width / 2, whole.Height / 2), (found.Width, found.Height));
        Assert.Equal(whole.Intersection(found), found.Area, 1e-6);
    }

    /// <summary>An anchor of the whole input, on images with a border: found is the image, and nothing in the border alone.</summary>
    [Fact]
    public void Boxes_end_at_the_image_and_not_at_the_border_around_it()
    {
        using var model = QuadrantDetector.Create();
        var wide = new AnchorTable { Stored = [.. Enumerable.Repeat((float[])[0.5f, 0.5f, 1, 1], 3).SelectMany(anchor => anchor), 0.005f, 0.5f, 0.01f, 1] };
        using var bordered = new Model(model.Graph, model.Weights, model.Card with
        {
            Preprocessing = Preprocessing.Raw with { Letterbox = new Letterbox() },
            BoxDecoding = new SsdDecoding { Anchors = wide, Suppression = new() { ScoreThreshold = 0 } },
        });
        using var predictor = DetectorDecoder.CreatePredictor(bordered);
        foreach (var image in Predict(predictor, batchSize: 3).Where(image => image.Index is > 3))
        {
            // Wider than high: the border is above and below.
            var whole = new Box(0, 0, 40 + (8 * image.Index), 60 - (4 * image.Index));
            Assert.NotEmpty(image.Detections);
            Assert.All(image.Detections, detection => Assert.True(detection.Box.IntersectionOverUnion(whole) > 0.999, $"{detection.Box} of {whole}"));
        }
    }

    [Fact]
    public void The_suppression_can_be_another_than_the_model_s()
    {
        using var model = QuadrantDetector.Create();
        using var predictor = DetectorDecoder.CreatePredictor(model, suppression: new Suppression { ScoreThreshold = 0.5, MaximumDetections = 1 });
        Assert.Equal(0.5, ((DetectorDecoder)predictor.Decoder).Suppression.ScoreThreshold);
        Assert.All(Predict(predictor, batchSize: 2), image => Assert.InRange(image.Detections.Length, 0, 1));
    }

    [Fact]
    public void A_score_that_is_not_a_number_is_told_with_the_image()
    {
        using var broken = new Broken();
        var error = Assert.Throws<EvaluationException>(() => Predict(broken, batchSize: 2));
        Assert.Equal("image0.png", error.Image);
        Assert.StartsWith("image0.png: the network gives a box or a score that is not a number", error.Message);
    }

    [Fact]
    public void Images_without_detections_of_their_classes_are_explained()
    {
        Assert.Equal(
            "the model cannot find 'bird': none of its labels is this class.",
            Assert.Single(DetectionNotes.Of(DetectionLabelMap.Match(["cat", "bird"], ["cat"]), new Quadrants(["cat", "bird"], @class: 1))));
        Assert.Empty(DetectionNotes.Of(DetectionLabelMap.Match(Dataset.ClassNames, ["cat", "dog"]), Dataset));
        var images = Enumerable.Range(0, 2).Select(index => new EvaluatedImage(index, "", Dataset.TargetOf(1), [])).ToArray();
        Assert.StartsWith("nothing was detected in any of the 2 images", Assert.Single(DetectionNotes.Of(new DetectionResult([.. Dataset.ClassNames], images))));
        Assert.StartsWith("no detection is of a class that the images show ('cat')", Assert.Single(Notes(Boxes.Found(0.5, 0, 0, 9, 9, 1))));
        Assert.StartsWith("no detection overlaps", Assert.Single(Notes(Boxes.Found(0.5, 900, 0, 9, 9, 2))));
        Assert.Empty(Notes(new ScoredBox(Dataset.TargetOf(1).Boxes[0].Box, 2, 0.5f)));

        IEnumerable<string> Notes(ScoredBox detection) =>
            DetectionNotes.Of(new DetectionResult([.. Dataset.ClassNames], [new(0, "", new([Dataset.TargetOf(1).Boxes[0]]), [detection])]));
    }

    static EnginePredictor<ImmutableArray<ScoredBox>> Predictor(EngineKind kind = EngineKind.Fast)
    {
        using var model = QuadrantDetector.Create();
        return DetectorDecoder.CreatePredictor(model, new EngineOptions { Kind = kind });
    }

    static ImmutableArray<EvaluatedImage> Predict(Predictor<ImmutableArray<ScoredBox>> predictor, int batchSize)
    {
        var head = predictor is EnginePredictor<ImmutableArray<ScoredBox>> engine ? ((DetectorDecoder)engine.Decoder).Head : null;
        var options = new LoaderOptions(32, head?.Preprocessing ?? Preprocessing.Raw) { BatchSize = batchSize, Workers = 2 };
        var batches = new BatchLoader<AnnotatedBoxes>(Dataset, Sampler.Sequential(Dataset.Count), options).Epoch(0, cancellationToken: TestContext.Current.CancellationToken);
        return DetectorEvaluation.Predict(predictor, batches, Dataset, DetectionLabelMap.Match(Dataset.ClassNames, [.. QuadrantDetector.Labels]), cancellationToken: TestContext.Current.CancellationToken);
    }

    sealed class Broken() : Predictor<ImmutableArray<ScoredBox>>("broken")
    {
        public override IReadOnlyList<ImmutableArray<ScoredBox>> Predict(Batch batch) => [.. batch.Indices.Select(_ => ImmutableArray.Create(new ScoredBox(new(0, 0, 1, 1), 0, float.NaN)))];
    }

    /// <summary>Images of several sizes: the first of the quarters is red, a second one blue.</summary>
    sealed class Quadrants(IReadOnlyList<string> classNames, int? @class = null) : DetectionDataset(classNames)
    {
        public override int Count => 7;

        public override string NameOf(int index) => $"image{index}.png";

        public override AnnotatedBoxes TargetOf(int index) => new([.. Quarters(index).Select((quarter, i) => new AnnotatedBox(Quarter(index, quarter), @class ?? (i == 1 ? 0 : ClassNames.Count - 1)))]);

        public override RgbImage Load(int index)
        {
            var image = new RgbImage(40 + (8 * index), 60 - (4 * index));
            foreach (var (i, quarter) in Quarters(index).Index())
            {
                var box = Quarter(index, quarter);
                for (var y = (int)box.Top; y < box.Bottom; y++)
                {
                    for (var x = (int)box.Left; x < box.Right; x++)
                        image.Row(y)[(3 * x) + (i == 1 ? 2 : 0)] = 255;
                }
            }

            return image;
        }

        static int[] Quarters(int index) => index switch { 0 => [], 1 => [0], 2 => [3, 1], 3 => [1], 4 => [2, 3], 5 => [0, 2], _ => [3] };

        static Box Quarter(int index, int quarter)
        {
            var (width, height) = (20 + (4 * index), 30 - (2 * index));
            return Boxes.At(quarter % 2 * width, quarter / 2 * height, width, height);
        }
    }
}
