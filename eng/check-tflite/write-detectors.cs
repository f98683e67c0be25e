// Writes detectors as .tflite files that end in TFLite_Detection_PostProcess, each with a JSON file of an input and the
// detections that we decode, for check-detections.mjs:
//   dotnet run eng/check-tflite/write-detectors.cs -- FOLDER [MODEL…]
// Small SSDLites with each kind of suppression and of codes; then the models named.
#:project ../../src/MobileNetSharp.Formats/MobileNetSharp.Formats.csproj
#:project ../../src/MobileNetSharp.Inference/MobileNetSharp.Inference.csproj
#:project ../../test/MobileNetSharp.TestKit/MobileNetSharp.TestKit.csproj
#:property RestorePackagesWithLockFile=false

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MobileNetSharp;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
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
Write("without background", Small(decoding => decoding with { HasBackground = false, Suppression = suppression }));
foreach (var path in args[1..])
    Write(Path.GetFileNameWithoutExtension(path), ModelFile.Load(path, new() { Dequantize = true }));

static Model Small(Func<SsdDecoding, SsdDecoding> change)
{
    var graph = Ssd.Build(new() { Backbone = new MobileNetV2Options { WidthMultiplier = 0.35 }, Resolution = new(64, 96), Classes = 5 });
    var card = Ssd.CardOf(graph);
    return new(graph, SpreadWeights.For(graph, seed: 5), card with { BoxDecoding = change((SsdDecoding)card.BoxDecoding!) });
}

void Write(string name, Model model)
{
    ModelFile.Save(model, Path.Combine(folder, $"{name}.tflite"), new() { Detections = DetectionOutputs.Suppressed });
    var head = DetectorHead.FromModel(model);
    using var engine = new Engine(head.Select(model));
    using var session = engine.CreateSession();
    float[] input = SpreadWeights.Input(model.Graph.Inputs[0].Shape, seed: 1);
    float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
    session.Run([input], [.. outputs.Select(output => output.AsMemory())]);
    var detections = new JsonArray();
    foreach (var (box, c, score) in head.CreateDecoder().Decode(outputs, 0, 1))
        detections.Add((JsonNode)new JsonArray(box.Top, box.Left, box.Bottom, box.Right, c, score));
    var expected = new JsonObject { ["input"] = Convert.ToBase64String(MemoryMarshal.AsBytes(input.AsSpan())), ["classesPerBox"] = head.Decoding.Suppression.MaximumClassesPerBox, ["detections"] = detections };
    File.WriteAllText(Path.Combine(folder, $"{name}.json"), expected.ToJsonString());
}
