using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Numerics;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.Reporting;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;
using static TorchSharp.torch;
using Size = MobileNetSharp.Graphs.Size;
using Tensor = MobileNetSharp.Weights.Tensor;

namespace MobileNetSharp.Tasks.Tests;

/// <summary>How well boxes are found: of each image's first box, the overlap with the prediction.</summary>
sealed class BoxResult(IReadOnlyList<double> overlaps) : EvaluationResult
{
    public static Metric Overlap { get; } = new("overlap", "overlap", "boxes/overlap", HigherIsBetter: true, IsShare: true);

    public override int Images => overlaps.Count;

    public override IReadOnlyDictionary<string, double> Metrics => new Dictionary<string, double> { [Overlap.Name] = overlaps.Average() };
}

/// <summary>The cell that is most probably a box's center, and the box that it predicts, in pixels of the input.</summary>
sealed class BoxDecoder(Preprocessing preprocessing, Size size) : OutputDecoder<Box>
{
    public override Preprocessing Preprocessing => preprocessing;

    public override Size InputSize => size;

    public override Model Select(Model model) => model;

    public override IReadOnlyList<Box> Decode(IReadOnlyList<float[]> outputs, int count)
    {
        var (centers, sides) = (outputs[0], outputs[1]);
        var cells = centers.Length / count;
        return [.. Enumerable.Range(0, count).Select(image => Decode(centers.AsSpan(image * cells, cells), sides.AsSpan(image * cells * 4, cells * 4)))];
    }

    Box Decode(ReadOnlySpan<float> centers, ReadOnlySpan<float> sides)
    {
        var best = 0;
        for (var cell = 0; cell < centers.Length; cell++)
        {
            if (centers[cell] > centers[best])
                best = cell;
        }

        var (x, y) = ((best % BoxTask.Cells + 0.5) * size.Width / BoxTask.Cells, (best / BoxTask.Cells + 0.5) * size.Height / BoxTask.Cells);
        var (left, top, right, bottom) = (sides[best * 4], sides[(best * 4) + 1], sides[(best * 4) + 2], sides[(best * 4) + 3]);
        return new Box(x - (left * size.Width), y - (top * size.Height), x + (right * size.Width), y + (bottom * size.Height));
    }
}

/// <summary>Finds rectangles: for each cell of a grid whether a box's center is in it, and how far the box's sides are.</summary>
sealed class BoxTask : TrainingTask<Boxes, BoxResult>
{
    /// <summary>What the head says of each cell before it is trained, a logit: few are centers.</summary>
    public const float Prior = -1;

    /// <summary>The grid's height and width.</summary>
    public const int Cells = 8;

    public override ImmutableArray<Metric> Metrics => [BoxResult.Overlap];

    public override Metric MainMetric => BoxResult.Overlap;

    public override IReadOnlyDictionary<string, Tensor> Encode(Batch<Boxes> batch, TrainingContext context, RandomStream stream)
    {
        float[] centers = new float[batch.Count * Cells * Cells], sides = new float[batch.Count * 4 * Cells * Cells];
        for (var image = 0; image < batch.Count; image++)
        {
            foreach (var box in batch.Targets[image].All)
            {
                var (x, y) = (box.Center.X * Cells / batch.Size.Width, box.Center.Y * Cells / batch.Size.Height);
                var (column, row) = (Math.Min((int)x, Cells - 1), Math.Min((int)y, Cells - 1));
                var (middleX, middleY) = ((column + 0.5) * batch.Size.Width / Cells, (row + 0.5) * batch.Size.Height / Cells);
                centers[(((image * Cells) + row) * Cells) + column] = 1;
                double[] distances =
                [
                    (middleX - box.Left) / batch.Size.Width, (middleY - box.Top) / batch.Size.Height,
                    (box.Right - middleX) / batch.Size.Width, (box.Bottom - middleY) / batch.Size.Height,
                ];
                for (var side = 0; side < 4; side++)
                    sides[(((((image * 4) + side) * Cells) + row) * Cells) + column] = (float)distances[side];
            }
        }

        return new Dictionary<string, Tensor>
        {
            ["centers"] = Tensor.FromFloats([batch.Count, 1, Cells, Cells], centers),
            ["sides"] = Tensor.FromFloats([batch.Count, 4, Cells, Cells], sides),
        };
    }

    public override TorchSharp.torch.Tensor Loss(
        IReadOnlyDictionary<string, TorchSharp.torch.Tensor> outputs, IReadOnlyDictionary<string, TorchSharp.torch.Tensor> targets, TrainingContext context)
    {
        var centers = nn.functional.binary_cross_entropy_with_logits(outputs["centers"], targets["centers"]);
        var sides = (outputs["sides"] - targets["sides"]).abs().mul(targets["centers"]).sum() / targets["centers"].sum().clamp_min(1);
        return centers + sides;
    }

    public override BoxResult Validate(Model model, ValidationImages<Boxes> images, EngineOptions options, CancellationToken cancellationToken) =>
        new([.. Predict(model, images, options, cancellationToken).Select(found => found.Box.IntersectionOverUnion(images.Images.TargetOf(found.Index).All[0]))]);

    public override ModelComparison Compare(
        Model first, Model second, ValidationImages<Boxes> images, EngineOptions options, CancellationToken cancellationToken)
    {
        double[] overlaps = [.. Predict(first, images, options, cancellationToken).Zip(Predict(second, images, options, cancellationToken), (a, b) => a.Box.IntersectionOverUnion(b.Box))];
        return new BoxComparison(overlaps.Length, 1 - overlaps.Min(), overlaps.Count(overlap => overlap > 0.99));
    }

    public override Model ReplaceHead(Model model, Recipe recipe)
    {
        var builder = new GraphBuilder(model.Graph.Name);
        var trunk = model.Graph.Nodes.Last(node => node.Shape is { Height: Cells, Width: Cells });
        foreach (var node in model.Graph.WithOutputs(("trunk", trunk.Name)).Nodes)
            builder.Node(node.Name, node.Op, [.. node.Inputs.Select(input => builder.Find(input.Name)!)]);
        var features = builder.Find(trunk.Name)!;
        builder.Output("centers", builder.Conv2d("box.centers", features, 1, kernel: 1, bias: true));
        builder.Output("sides", builder.Conv2d("box.sides", features, 4, kernel: 1, bias: true));
        var graph = builder.Build();
        var weights = Initializer.TorchVision(graph, (ulong)recipe.Seed).ToDictionary(
            entry => entry.Key, entry => model.Weights.TryGetValue(entry.Key, out var kept) ? new Tensor(kept.Type, kept.Shape, kept.Bytes.ToArray()) : entry.Value);
        weights["box.centers.bias"] = Tensor.FromFloats([1], [Prior]);
        return new Model(graph, new WeightSet(weights), model.Card with
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add("centers", OutputKind.Logits).Add("sides", OutputKind.Boxes),
        });
    }

    public override ReportSections CreateReport(BoxResult result, Dataset<Boxes> images) => new BoxSections(result);

    static IEnumerable<(int Index, Box Box)> Predict(Model model, ValidationImages<Boxes> images, EngineOptions options, CancellationToken cancellationToken)
    {
        using var predictor = new EnginePredictor<Box>(model, new BoxDecoder(model.Card.Preprocessing!, model.Graph.Inputs[0].Shape.Size), options);
        foreach (var batch in images.Batches(cancellationToken))
        {
            foreach (var (i, box) in predictor.Predict(batch).Index())
                yield return (batch.Indices[i], box.Transform(batch.Transforms[i].Inverse(BoxDataset.Width, BoxDataset.Height)));
        }
    }

    sealed record BoxComparison(int Images, double LargestDifference, int Same) : ModelComparison(Images, LargestDifference)
    {
        public override int Agreements => Same;

        public override MetricComparison Figure => new(BoxResult.Overlap, 1, 1 - LargestDifference);
    }

    sealed class BoxSections(BoxResult result) : ReportSections
    {
        public override IEnumerable<(string Name, string Value)> Tiles() =>
            [("mean overlap", result.Metrics[BoxResult.Overlap.Name].ToString("F2", CultureInfo.InvariantCulture))];

        public override void AddTo(HtmlReport page) => page.Heading("Boxes").Paragraph("They overlap.");
    }
}
