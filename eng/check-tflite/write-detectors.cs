// Writes detectors as .tflite files, each with a JSON file of an input and what we make of it, for check-detections.mjs:
//   dotnet run eng/check-tflite/write-detectors.cs -- FOLDER [MODEL…]
// Small SSDLites with each kind of suppression and of codes; then the models named. Each is written twice: with its own outputs
// (NAME raw), and ending in TFLite_Detection_PostProcess (NAME), where the JSON has our detections. The input is that of NAME.png,
// an image of the input's size, which check-mediapipe.mjs shows to MediaPipe's ObjectDetector.
#:project ../../src/MobileNetSharp.Formats/MobileNetSharp.Formats.csproj
#:project ../../src/MobileNetSharp.Inference/MobileNetSharp.Inference.csproj
#:project ../../src/MobileNetSharp.Imaging/MobileNetSharp.Imaging.csproj
#:project ../../test/MobileNetSharp.TestKit/MobileNetSharp.TestKit.csproj
#:property RestorePackagesWithLockFile=false

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MobileNetSharp;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

var folder = Directory.CreateDirectory(args[0]).FullName;
var suppression = new Suppression { ScoreThreshold = 0.3, IouThreshold = 0.45, MaximumDetections = 50, MaximumPerClass = 20 };
Write("per class", Small(decoding => decoding with { Suppression = suppression }));
Write("best class", Small(decoding => decoding with { Suppression = suppression with { Kind = SuppressionKind.BestClass } }));
Write("two classes of a box", Small(decoding => decoding with { Suppression = suppression with { Kind = SuppressionKind.BestClass, MaximumClassesPerBox = 2 } }));
Write("softmax and other codes", Small(decoding => decoding with
{
    ScoreFunction = ScoreFunction.Softmax, Coder = new(8, 4) { Order = BoxCodeOrder.XYWidthHeight }, Suppression = suppression,
}));
Write("without background", Small(decoding => decoding with { HasBackground = false, Suppression = suppression }, "ground"));
foreach (var path in args[1..])
    Write(Path.GetFileNameWithoutExtension(path), ModelFile.Load(path, new() { Dequantize = true }));

static Model Small(Func<SsdDecoding, SsdDecoding> change, params string[] first)
{
    var graph = Ssd.Build(new() { Backbone = new MobileNetV2Options { WidthMultiplier = 0.35 }, Resolution = new(64, 96), Classes = 5 });
    var card = Ssd.CardOf(graph);
    return new(graph, SpreadWeights.For(graph, seed: 5), card with { Labels = [.. first, "cat", "dog", "newt", "bird", "cow"], BoxDecoding = change((SsdDecoding)card.BoxDecoding!) });
}

void Write(string name, Model model)
{
    var head = DetectorHead.FromModel(model);
    var image = Image(model.Graph.Inputs[0].Shape);
    var input = new float[model.Graph.Inputs[0].Shape.Count];
    ImagePreprocessor.Prepare(image, head.Preprocessing, image.Width, image.Height, input);
    using var engine = new Engine(head.Select(model));
    using var session = engine.CreateSession();
    float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
    session.Run([input], [.. outputs.Select(output => output.AsMemory())]);

    ModelFile.Save(model, Path.Combine(folder, $"{name} raw.tflite"));
    var raw = new JsonObject();
    foreach (var (output, values) in session.Outputs.Zip(outputs))
        raw.Add(output.Name, Base64(values));
    WriteJson($"{name} raw", new JsonObject { ["input"] = Base64(input), ["outputs"] = raw });

    ModelFile.Save(model, Path.Combine(folder, $"{name}.tflite"), new() { Detections = DetectionOutputs.Suppressed });
    image.SavePng(Path.Combine(folder, $"{name}.png"));
    var detections = new JsonArray();
    foreach (var (box, c, score) in head.CreateDecoder().Decode(outputs, 0, 1))
        detections.Add((JsonNode)new JsonArray(box.Top, box.Left, box.Bottom, box.Right, c, score));
    WriteJson(name, new JsonObject
    {
        ["input"] = Base64(input), ["image"] = $"{name}.png", ["labels"] = new JsonArray([.. head.Labels.Select(label => (JsonNode)label)]),
        ["classesPerBox"] = head.Decoding.Suppression.MaximumClassesPerBox, ["detections"] = detections,
    });
}

// Of one color, so that it does not matter how another program resamples it; the borders of the maps differ all the same.
static RgbImage Image(Shape shape)
{
    var image = new RgbImage(shape.Width, shape.Height);
    for (var i = 0; i < image.WritablePixels.Length; i++)
        image.WritablePixels[i] = (byte)(i % 3 == 0 ? 200 : i % 3 == 1 ? 90 : 30);
    return image;
}

void WriteJson(string name, JsonObject json) => File.WriteAllText(Path.Combine(folder, $"{name}.json"), json.ToJsonString());

static string Base64(float[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));
