// Writes .tflite files, each with a JSON file of an input and the outputs that our engine gives, for check.mjs:
//   dotnet run eng/check-tflite/write-samples.cs -- FOLDER [MODEL…]
// Every op's samples, the MobileNets in both dialects and a DeepLab with several outputs; then the models named.
#:project ../../src/MobileNetSharp.Formats/MobileNetSharp.Formats.csproj
#:project ../../src/MobileNetSharp.Inference/MobileNetSharp.Inference.csproj
#:project ../../test/MobileNetSharp.TestKit/MobileNetSharp.TestKit.csproj
#:property RestorePackagesWithLockFile=false

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MobileNetSharp;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

var folder = Directory.CreateDirectory(args[0]).FullName;
foreach (var graph in EveryOp.Samples.Values)
    Write(graph.Name, Spread(graph), EngineKind.Reference);
foreach (var graph in Networks())
    Write(graph.Name, Spread(graph), EngineKind.Fast);
foreach (var path in args[1..])
    Write(Path.GetFileNameWithoutExtension(path), ModelFile.Load(path, new() { Dequantize = true }), EngineKind.Fast);

static IEnumerable<Graph> Networks()
{
    yield return MobileNetV2.Build(new());
    yield return MobileNetV2.Build(new() { Dialect = Dialect.PyTorch }).WithName("mobilenet_v2_1.0_224 torch");
    yield return MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 96, OutputStride = 8 }).WithName("mobilenet_v2_0.35_96 output stride 8");
    yield return MobileNetV1.Build(new());
    yield return MobileNetV1.Build(new() { WidthMultiplier = 0.25, Resolution = 128, Dialect = Dialect.PyTorch }).WithName("mobilenet_v1_0.25_128 torch");
    yield return DeepLab();
    yield return PaddedMaximum();
}

// Google's head in small: features of stride 16, a branch over the whole image, both joined, and the scores at the image's size.
static Graph DeepLab()
{
    var g = new GraphBuilder("deeplab");
    var x = g.Input("input", new Shape(1, 129, 97, 3));
    var y = g.ConvBnRelu6("stem", x, 16, kernel: 3, stride: 2);
    var low = g.ConvBnRelu6("low", y, 24, kernel: 3, stride: 2);
    y = g.ConvBnRelu6("atrous", g.ConvBnRelu6("deep", low, 32, kernel: 3, stride: 2, groups: 8), 32, kernel: 3, dilation: 2, groups: 32);
    var pooled = g.ConvBnRelu6("image", g.GlobalAveragePool("pool", y), 16, kernel: 1);
    var joined = g.Concat("joined", Axis.Channels, y, g.ResizeLike("up", pooled, y, ResizeMode.Bilinear, CoordinateMode.AlignCorners));
    var scores = g.Conv2d("scores", joined, 5, kernel: 1, bias: true);
    g.Output("mask", g.Softmax("softmax", g.ResizeLike("mask", scores, x, ResizeMode.Bilinear, CoordinateMode.AlignCorners)));
    g.Output("coarse", scores);
    g.Output("features", low);
    g.Output("embedding", pooled);
    return g.Build();
}

// A maximum whose padding is not SAME, of values that may be negative; and batch normalization that follows no convolution.
static Graph PaddedMaximum()
{
    var g = new GraphBuilder("padded maximum", Dialect.PyTorch);
    var y = g.MaxPool("pool", g.BatchNorm("bn", g.Input("input", new Shape(2, 16, 16, 4))), 3, 2);
    g.Output("output", g.Node("clamp", Activation.Clamp(-0.5f, 0.25f), y));
    return g.Build();
}

static Model Spread(Graph graph) => new(graph, SpreadWeights.For(graph, seed: 7), ModelCard.Empty);

void Write(string name, Model model, EngineKind kind)
{
    ModelFile.Save(model, Path.Combine(folder, $"{name}.tflite"));
    using var engine = new Engine(model, new EngineOptions { Kind = kind });
    using var session = engine.CreateSession();
    float[] input = SpreadWeights.Input(model.Graph.Inputs[0].Shape, seed: 1);
    float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
    session.Run([input], [.. outputs.Select(output => output.AsMemory())]);
    var expected = new JsonObject();
    foreach (var (output, values) in session.Outputs.Zip(outputs))
        expected.Add(output.Name, Base64(values));
    File.WriteAllText(Path.Combine(folder, $"{name}.json"), new JsonObject { ["input"] = Base64(input), ["outputs"] = expected }.ToJsonString());
}

static string Base64(float[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));
