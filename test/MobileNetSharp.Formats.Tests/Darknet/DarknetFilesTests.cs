using System.IO.Compression;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Darknet;

/// <summary>Darknet's weights with the files beside them: what they compute is what Darknet's layers do.</summary>
public sealed class DarknetFilesTests : IDisposable
{
    static readonly Dictionary<string, float[]> Expected = ReadGolden();

    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Headers of 20 bytes (version 0.2) and of 16 (0.1); outputs as torch computes them in double precision, with the reorg layer as a plain loop.</summary>
    [Theory]
    [InlineData("yolov2_small")]
    [InlineData("tiny_small")]
    public void Weights_compute_what_Darknet_computes(string name)
    {
        using var model = ModelFile.Load(Golden($"{name}.weights"));
        var (output, input) = (model.Graph.Outputs[0].Node.Shape, model.Graph.Inputs[0].Shape);
        Assert.Equal((new Shape(1, 96, 64, 3), new Shape(1, 3, 2, 16), name), (input, output, model.Graph.Name));
        var image = Expected["image"];
        var outputs = Run(model, [.. from y in Enumerable.Range(0, 96) from x in Enumerable.Range(0, 64) from c in Enumerable.Range(0, 3) select image[(((c * 96) + y) * 64) + x]]);
        float[] expected = [.. from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 2) from c in Enumerable.Range(0, 16) select Expected[name][(((c * 3) + y) * 2) + x]];
        Assert.True(expected.Max() - expected.Min() > 1);
        Assert.Equal(expected, outputs, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void The_card_has_anchors_letterbox_and_the_names_beside_it()
    {
        using var model = ModelFile.Load(Golden("yolov2_small.weights"));
        var decoding = Assert.IsType<YoloV2Decoding>(model.Card.BoxDecoding);
        Assert.Equal([new(1.5, 1.25), new(3, 2)], decoding.Anchors);
        Assert.Equal(["cat", "dog", "red bird"], DetectorHead.FromModel(model).Labels);
        Assert.Equal((new Letterbox(128), 255f), (model.Card.Preprocessing!.Letterbox, model.Card.Preprocessing.Deviation[0]));
    }

    /// <summary>reorg_cpu of src/blas.c, index by index, and its result as a map of half the height and width.</summary>
    [Theory]
    [InlineData(2, 2, 4)]
    [InlineData(6, 4, 8)]
    [InlineData(26, 26, 64)]
    [InlineData(4, 10, 12)]
    public void The_reorg_layer_moves_values_where_Darknet_moves_them(int height, int width, int channels)
    {
        var builder = new GraphBuilder("reorg");
        builder.Output("y", Darknet19.Reorganize(builder, "reorg", builder.Input("x", new Shape(1, height, width, channels))));
        var graph = builder.Build();
        using var model = new Model(graph, new WeightSet([]), ModelCard.Empty);
        var count = height * width * channels;
        float[] planes = [.. Enumerable.Range(0, count)], moved = new float[count];
        for (var k = 0; k < channels; k++)
        {
            for (var j = 0; j < height; j++)
            {
                for (var i = 0; i < width; i++)
                {
                    var (offset, c2) = Math.DivRem(k, channels / 4);
                    var (w2, h2) = ((i * 2) + (offset % 2), (j * 2) + (offset / 2));
                    moved[i + (width * (j + (height * k)))] = planes[w2 + (width * 2 * (h2 + (height * 2 * c2)))];
                }
            }
        }

        Assert.Equal(ChannelsLast(moved, height / 2, width / 2, 4 * channels), Run(model, ChannelsLast(planes, height, width, channels)));
    }

    [Fact]
    public void A_file_with_its_progress_in_its_name_has_the_configuration_of_its_training()
    {
        Copy("yolov2_small.weights", "raccoon_20000.weights");
        Copy("yolov2_small.cfg", "raccoon.cfg");
        Copy("tiny_small.cfg", "other.cfg");
        using var model = ModelFile.Load(folder.File("raccoon_20000.weights"));
        Assert.Equal("raccoon_20000", model.Graph.Name);
        Assert.Empty(model.Card.Labels);
    }

    [Fact]
    public void The_only_configuration_of_the_folder_counts_whatever_its_name_and_so_does_the_only_list_that_fits()
    {
        Copy("yolov2_small.weights", "a.backup");
        Copy("yolov2_small.cfg", "network.cfg");
        Copy("yolov2_small.names", "mine.names");
        File.WriteAllText(folder.File("coco.names"), "a\nb\n");
        using var model = ModelFile.Load(folder.File("a.backup"));
        Assert.Equal(["cat", "dog", "red bird"], model.Card.Labels);
        Assert.Equal(ModelFormat.Darknet, ModelFile.DetectFormat(folder.File("a.backup")));
    }

    /// <summary>The sizes of the files at https://pjreddie.com/darknet/yolov2: they are read without a configuration.</summary>
    [Theory]
    [InlineData(203_934_260, 1, 80, 1.87446, false)]
    [InlineData(202_704_260, 1, 20, 3.19275, false)]
    [InlineData(269_862_452, 1, 80, 2.42204, false)]
    [InlineData(268_632_452, 1, 20, 3.42, false)]
    [InlineData(63_471_556, 1, 20, 3.42, true)]
    [InlineData(44_948_600, 2, 80, 1.87446, true)]
    public void The_published_files_are_known_by_their_size(int bytes, byte minor, int classes, double secondAnchor, bool isTiny)
    {
        // A file of zeros takes no room on the disk.
        var path = folder.File("published.weights");
        using (var file = File.Create(path))
        {
            file.Write([0, 0, 0, 0, minor, 0, 0, 0]);
            file.SetLength(bytes);
        }

        using var model = ModelFile.Load(path, new() { InputSize = new Size(64, 96) });
        var head = DetectorHead.FromModel(model);
        Assert.Equal((classes, secondAnchor, new Size(64, 96)), (head.Labels.Length, ((YoloV2Decoding)head.Decoding).Anchors[1].Width, head.InputSize));
        Assert.Equal(isTiny ? 9 : bytes > 210_000_000 ? 22 : 23, model.Graph.Nodes.Count(node => node.Op is Conv2d));
        Assert.Throws<ModelFormatException>(() => ModelFile.Load(path, new() { InputSize = 100 }));
    }

    [Fact]
    public void Another_file_asks_for_its_configuration()
    {
        Copy("yolov2_small.weights", "a.weights");
        Assert.Contains("28060 weights, which no network that is known by its size has", Refusal("a.weights"), StringComparison.Ordinal);
        using var stream = File.OpenRead(folder.File("a.weights"));
        Assert.Throws<ModelFormatException>(() => ModelFile.Load(stream, ModelFormat.Darknet));
    }

    [Theory]
    [InlineData("", "a.cfg: a configuration begins with [net] and has layers; it is empty")]
    [InlineData("[region]", "it begins with [region] and has 1 section")]
    [InlineData("filters=3", "a.cfg, line 1: 'filters=3' is neither a section nor key=value in one")]
    [InlineData("[net]\nheight=64\nwidth=64\n[yolo]\nmask=1\n[region]", "a.cfg, line 4: [yolo] is not a layer of YOLOv2 that can be read: convolutional,")]
    [InlineData("[net]\nheight=64\n[region]", "a.cfg, line 1: [net] has no 'width'")]
    [InlineData("[net]\nheight=64\nwidth=64\n[conv]\nfilters=x\n[region]", "a.cfg, line 4: [conv] has filters=x; a whole number from 1 to 65536 is expected")]
    [InlineData("[net]\nheight=64\nwidth=64\n[conv]\nfilters=3\nactivation=mish\n[region]", "[conv] has activation=mish; linear, leaky, relu and logistic can be read")]
    [InlineData("[net]\nheight=64\nwidth=64\n[conv]\nfilters=6\nactivation=linear\n[region]\nclasses=1\nsoftmax=1\nnum=2\nanchors=1,1,2,2", "line 7: [region] reads 6 channels; 2 anchors of 5 and 1 classes have 12")]
    [InlineData("[net]\nheight=64\nwidth=64\n[conv]\nfilters=6\nactivation=linear\n[region]\nclasses=1\nsoftmax=1\nnum=2\nanchors=1,1", "[region] has 2 numbers for its anchors; 2·2 above 0 are expected")]
    [InlineData("[net]\nheight=64\nwidth=64\n[conv]\nfilters=6\nactivation=linear\n[region]\nclasses=1\nsoftmax=0\nnum=1\nanchors=1,1", "[region] has softmax=0; only softmax=1 can be read")]
    [InlineData("[net]\nheight=64\nwidth=64\n[conv]\nfilters=6\nactivation=linear\n[region]\nclasses=1\nsoftmax=1\nnum=1\nanchors=1,1", "The file has 28060 weights, but its configuration is of a network with 24")]
    [InlineData("[net]\nheight=64\nwidth=64\n[route]\nlayers=-2\n[region]", "[route] reads layer -2; there are 0 before it")]
    [InlineData("[net]\nheight=63\nwidth=64\n[reorg]\nstride=2\n[region]", "[reorg] cannot be built: Node 'layer0': a reorg layer takes maps of even height and width with a multiple of 4 channels, not 63x64x3")]
    public void A_configuration_that_cannot_be_read_is_one_line(string configuration, string message)
    {
        Copy("yolov2_small.weights", "a.weights");
        File.WriteAllText(folder.File("a.cfg"), configuration);
        var refusal = Refusal("a.weights");
        Assert.StartsWith(folder.File("a.weights"), refusal, StringComparison.Ordinal);
        Assert.Contains(message, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12, 0, "The file has 12 bytes; a Darknet file begins with a header of 16 or 20")]
    [InlineData(16, 2, "After a header of 20 bytes, the file has -4, which is not a whole number of 32-bit values")]
    [InlineData(23, 1, "After a header of 16 bytes, the file has 7, which is not a whole number of 32-bit values")]
    [InlineData(40, 2000, "The file has Darknet's version 0.2000; 0.1 and 0.2 are known")]
    public void A_header_that_cannot_be_is_one_line(int bytes, int minor, string message)
    {
        var file = new byte[bytes];
        BitConverter.TryWriteBytes(file.AsSpan(4), minor);
        File.WriteAllBytes(folder.File("a.weights"), file);
        Assert.Contains(message, Refusal("a.weights"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_or_configuration_is_refused_or_read()
    {
        Copy("tiny_small.cfg", "a.cfg");
        var weights = folder.File("a.weights");
        HostileInput.Check<ModelFormatException>(Mutations.Create(File.ReadAllBytes(Golden("tiny_small.weights")), 300, seed: 1), bytes => Load(weights, bytes));
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(File.ReadAllBytes(Golden("yolov2_small.cfg")), 700, seed: 2), bytes =>
        {
            File.WriteAllBytes(folder.File("a.cfg"), bytes);
            Load(weights, File.ReadAllBytes(Golden("yolov2_small.weights")));
        }, multiple: 1024);
        Assert.InRange(refused, 200, 700);

        static void Load(string path, byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            if (bytes.Length > 0)
                ModelFile.Load(path).Dispose();
        }
    }

    string Refusal(string name) => Assert.Throws<ModelFormatException>(() => ModelFile.Load(folder.File(name))).Message;

    void Copy(string golden, string name) => File.Copy(Golden(golden), folder.File(name));

    static string Golden(string name) => Repository.Path($"test/data/golden/darknet/{name}");

    static float[] ChannelsLast(float[] planes, int height, int width, int channels) =>
        [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) from c in Enumerable.Range(0, channels) select planes[(((c * height) + y) * width) + x]];

    static float[] Run(Model model, float[] input)
    {
        using var engine = new Engine(model, new EngineOptions { Threads = 1 });
        using var session = engine.CreateSession();
        var output = new float[model.Graph.Outputs[0].Node.Shape.Count];
        session.Run(input, output.AsSpan(), TestContext.Current.CancellationToken);
        return output;
    }

    static Dictionary<string, float[]> ReadGolden()
    {
        using var file = new GZipStream(File.OpenRead(Golden("expected.json.gz")), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Dictionary<string, float[]>>(file)!;
    }
}
