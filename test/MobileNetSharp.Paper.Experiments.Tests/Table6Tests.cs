using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training;

namespace MobileNetSharp.Paper.Experiments.Tests;

/// <summary>Table 6 as an experiment: what is compared, and that nothing finished is lost.</summary>
public class Table6Tests
{
    [Fact]
    public void The_networks_are_narrower_than_the_papers_and_have_their_maps_and_anchors()
    {
        Assert.Equal(Table6Network.All.Select(network => network.Name), Table6Network.All.Select(network => network.Name).Distinct());
        foreach (var network in Table6Network.All)
        {
            var (graph, card) = network.Build(160);
            if (card.BoxDecoding is not SsdDecoding decoding)
            {
                Assert.Equal(("YOLOv2", 5, 5), (network.Name, graph.Outputs[0].Node.Shape.Height, Assert.IsType<YoloV2Decoding>(card.BoxDecoding).Anchors.Length));
                continue;
            }

            var predicted = graph.Outputs.Where(output => card.Outputs[output.Name] == OutputKind.Boxes).Sum(output => output.Node.Shape.CountPerImage / 4);
            Assert.Equal(predicted, decoding.Anchors.Count);
            Assert.Equal(6, decoding.Anchors.Maps.Length);
        }

        Assert.Equal(16, Table6Network.All[^1].Build(160).Graph["conv1_1"].Channels);
        Assert.Equal(Ssd.DecodingOf(Networks.Build("ssdlite_mobilenet_v2_0.5_160")), Table6Network.All.Single(network => network.Name == "MNet V2 + SSDLite").Build(160).Card.BoxDecoding);
    }

    [Fact]
    public void What_was_trained_is_kept_and_other_settings_are_refused()
    {
        using var folder = new TempFolder();
        var path = folder.File("table6.json");
        var experiment = Small(Table6Network.All.Where(network => network.Name is "MNet V1 + SSDLite" or "YOLOv2"));
        var first = (experiment with { Networks = experiment.Networks[1..] }).Run(path, cancellationToken: TestContext.Current.CancellationToken);
        var trained = new List<string>();
        var both = experiment.Run(path, new Rows(trained.Add), TestContext.Current.CancellationToken);
        Assert.Equal(["MNet V1 + SSDLite"], trained);
        Assert.Equal(["MNet V1 + SSDLite", "YOLOv2"], both.Networks.Select(network => network.Name));
        Assert.Equal(first.Networks[0] with { Curve = [] }, both.Networks[1] with { Curve = [] });
        Assert.All(both.Networks, network =>
        {
            Assert.Single(network.Curve);
            Assert.Equal(network.Curve[0], network.AP);
            Assert.InRange(network.MillisecondsPerImage, 0.01, 1000);
        });
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(both.Networks.Length, Table6Results.Load(path).Networks.Length);
        Assert.Throws<MeasurementException>(() => (experiment with { Resolution = 128 }).Run(path, cancellationToken: TestContext.Current.CancellationToken));
    }

    static Table6Experiment Small(IEnumerable<Table6Network> networks)
    {
        var images = new Squares();
        return new(new DatasetSplits<AnnotatedBoxes>(images.Subset([0, 1, 2, 3]), images.Subset([4, 5])), "squares")
        {
            Epochs = 1,
            ImagesPerEpoch = 4,
            Resolution = 64,
            Training = new TrainingOptions { Threads = 1 },
            Networks = [.. networks],
        };
    }

    /// <summary>A bright square in each image.</summary>
    sealed class Squares() : DetectionDataset(["square"])
    {
        public override int Count => 6;

        public override string NameOf(int index) => $"{index}.png";

        public override AnnotatedBoxes TargetOf(int index) => new([new(new(8 + index, 8, 40 + index, 40), 0)]);

        public override RgbImage Load(int index)
        {
            var image = new RgbImage(64, 64);
            for (var y = 8; y < 40; y++)
                image.Row(y).Slice(3 * (8 + index), 3 * 32).Fill(230);
            return image;
        }
    }

    sealed class Rows(Action<string> report) : IProgress<(string Network, EpochResult Epoch)>
    {
        public void Report((string Network, EpochResult Epoch) value) => report(value.Network);
    }
}
