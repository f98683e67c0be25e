using System.Xml.Linq;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Paper.Tests;

public class FigureTests
{
    static PaperReport Report => PaperReportTests.Report;

    [Fact]
    public void Every_figure_of_the_paper_is_there_but_the_photographs() => Assert.Equal(
        ["figure1", "figure2", "figure3", "figure4", "figure5", "figure6", "figure7", "theorem1"], Report.Figures.Select(figure => figure.Id));

    [Fact]
    public void Every_image_is_well_formed_and_has_a_title()
    {
        foreach (var image in Report.Figures.SelectMany(figure => figure.Images))
            Assert.NotEqual("", XDocument.Parse(image.ToSvg()).Root!.Element(XName.Get("title", "http://www.w3.org/2000/svg"))!.Value);
    }

    [Fact]
    public void The_residual_block_is_wide_outside_and_the_inverted_one_inside()
    {
        var widths = XDocument.Parse(Report.Figures.Single(figure => figure.Id == "figure3").Images[0].ToSvg()).Descendants()
            .Where(element => element.Name.LocalName == "rect" && (string?)element.Attribute("stroke") != "none")
            .Select(element => Math.Round((double)element.Attribute("width")!)).ToArray();
        Assert.Equal([190, 32, 32, 190, 32, 190, 190, 32], widths);
    }

    [Fact]
    public void Figure_5_has_the_checkpoints_that_the_paper_compares()
    {
        var words = XDocument.Parse(Report.Figures.Single(figure => figure.Id == "figure5").Images[0].ToSvg()).Descendants().Select(element => element.Value).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "MobileNetV2 at 224²", "MobileNetV2 at 96²", "MobileNetV1 at 224²", "mobilenet_v2_1.4_224: 75.0 %", "mobilenet_v2_0.35_96: 45.5 %", "published top-1, %" }, words);
    }

    [Fact]
    public void Figure_6_shows_means_over_seeds_with_their_spread()
    {
        var figure = Figure6.Build(Figure6Results.BuiltIn with
        {
            Seeds = 2,
            Epochs = 2,
            Variants =
            [
                new("linear", "6a", [[0.5, 0.8], [0.7, 0.9]]),
                new("ReLU6", "6a", [[0.4, 0.6]]),
                new("none", "6b", []),
            ],
        });
        Assert.Contains("linear 85.0 % ± 7.1, ReLU6 60.0 %.", figure.Text[0]);
        Assert.Equal(2, figure.Images.Length);
        Assert.Contains("linear at 1: 60", figure.Images[0].ToSvg());
        Assert.Contains("<polygon", figure.Images[0].ToSvg());
    }

    /// <summary>A block whose expansion has positive weights on a positive image keeps every channel; with negative ones none.</summary>
    [Theory]
    [InlineData(1, 96)]
    [InlineData(-1, 0)]
    public void Positive_channels_are_counted_at_every_pixel(int sign, int positive)
    {
        using var model = SignedModel(sign);
        var white = new RgbImage(48, 48);
        white.WritablePixels.Fill(255);
        var (trained, initial) = ActivationPatterns.Measure(model, [white], seed: 1, TestContext.Current.CancellationToken);
        var layer = Assert.Single(trained);
        Assert.Equal((1, 96, 16), (layer.Block, layer.Channels, layer.Threshold));
        Assert.Equal((positive, positive, positive), ((int)layer.Average, layer.Minimum, layer.Maximum));
        Assert.Equal(positive < 16 ? 1 : 0, layer.ShareBelow);
        Assert.InRange(Assert.Single(initial).Average, 10, 86);
    }

    [Fact]
    public void A_network_without_expansions_is_refused()
    {
        var graph = MobileNetV1.Build(new() { WidthMultiplier = 0.25, Resolution = 32 });
        using var model = new Model(graph, Initializer.TfSlim(graph, 1), ModelCard.Empty with { Preprocessing = Preprocessing.TensorFlow });
        Assert.Contains("no bottleneck block", Assert.Throws<ModelFormatException>(() => ActivationPatterns.Measure(model, [], 1, TestContext.Current.CancellationToken)).Message);
    }

    /// <summary>Two layers are at times below the threshold, as the paper says.</summary>
    [Fact]
    public void The_committed_Figure_7_has_the_papers_two_layers_below_the_threshold()
    {
        var results = Figure7Results.BuiltIn;
        Assert.Equal(Enumerable.Range(1, 16), results.Trained.Select(layer => layer.Block));
        Assert.Equal([13, 16], results.Trained.Where(layer => layer.Minimum < layer.Threshold).Select(layer => layer.Block));
        Assert.DoesNotContain(results.Initial, layer => layer.Minimum < layer.Threshold);
    }

    /// <summary>Its caption says that training leaves the average as it was.</summary>
    [Fact]
    public void The_committed_Figure_7_tells_that_the_average_changes()
    {
        var results = Figure7Results.BuiltIn;
        Assert.Contains("from 45–52 % of the channels to 21–77 %; the deviation grows in 15 of 16 layers", Figure7.Build(results).Text[1]);
    }

    static Model SignedModel(int sign)
    {
        var graph = MobileNetV2.Build(new() { Resolution = 48, Stages = [new(1, 16, 1, 1), new(6, 24, 1, 2)] });
        var weights = graph.WeightsOf().ToDictionary(spec => spec.Name, spec => spec.Role switch
        {
            WeightRole.Kernel => Fill(spec, spec.Name.StartsWith("block1.expand", StringComparison.Ordinal) ? 0.1f * sign : 0.1f),
            WeightRole.BatchNormCounter => Weights.Tensor.FromInt64([], [0]),
            WeightRole.BatchNormScale => Fill(spec, 1),
            _ => Fill(spec, spec.Name.EndsWith("running_var", StringComparison.Ordinal) ? 1 : 0),
        });
        return new Model(graph, new Weights.WeightSet(weights), ModelCard.Empty with { Preprocessing = Preprocessing.TensorFlow });

        static Weights.Tensor Fill(WeightSpec spec, float value) => Weights.Tensor.FromFloats(spec.Shape, Enumerable.Repeat(value, (int)spec.Count).ToArray());
    }
}
