// Writes classifiers as .tflite files and images, with what our classifier says of each, for check-mediapipe.mjs:
//   dotnet run eng/check-tflite/write-classifiers.cs -- FOLDER docs/models/shapes.safetensors
// Each model named is written as it is, and, where it yields logits, with a softmax behind them, and with that calibrated. The images are the drawn
// ones of `mobilenet demo`, of the model's input size, so that nobody resizes them.
#:project ../../src/MobileNetSharp.Vision/MobileNetSharp.Vision.csproj
#:project ../../src/MobileNetSharp.Datasets/MobileNetSharp.Datasets.csproj
#:project ../../src/MobileNetSharp.Formats/MobileNetSharp.Formats.csproj
#:property RestorePackagesWithLockFile=false

using System.Text.Json.Nodes;
using MobileNetSharp;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Vision.Classification;

const int Images = 20;
var folder = Directory.CreateDirectory(args[0]).FullName;
foreach (var path in args[1..])
{
    using var model = ModelFile.Load(path, new() { Dequantize = true });
    var name = Path.GetFileNameWithoutExtension(path);
    Write(name, model);
    if (!IsLogits(model))
        continue;
    var probabilities = WithSoftmax(model);
    Write($"{name} with softmax", probabilities);
    Write($"{name} calibrated", probabilities.WithCard(probabilities.Card with { ScoreCalibration = Calibration(model.Card.Labels.Length) }));
}

static bool IsLogits(Model model) => model.Card.Outputs.Values.Single() == OutputKind.Logits;

// Every third class has no sigmoid, every other one a least score.
static ScoreCalibration Calibration(int classes) => new()
{
    Transformation = ScoreTransformation.InverseLogistic,
    DefaultScore = 0.05f,
    Classes = [.. Enumerable.Range(0, classes).Select(i => i % 3 == 2 ? null : new ClassCalibration(0.95f - (0.01f * i), 0.3f, 0.2f * i, i % 2 == 0 ? 0.01f : null))],
};

static Model WithSoftmax(Model model)
{
    var builder = new GraphBuilder(model.Graph.Name);
    foreach (var node in model.Graph.Nodes)
        builder.Node(node.Name, node.Op, [.. node.Inputs.Select(input => builder.Find(input.Name)!)]);
    builder.Output("probabilities", builder.Softmax("softmax", builder.Find(model.Graph.Outputs[0].Node.Name)!));
    return new Model(builder.Build(), model.Weights, model.Card with { Outputs = ModelCard.Empty.Outputs.Add("probabilities", OutputKind.Probabilities) });
}

void Write(string name, Model model)
{
    ModelFile.Save(model, Path.Combine(folder, $"{name}.tflite"));
    using var classifier = new ImageClassifier(model);
    var images = new ShapesDataset(Images, seed: 7, size: model.Graph.Inputs[0].Shape.Width);
    var expected = new JsonArray();
    for (var i = 0; i < Images; i++)
    {
        var image = images.Load(i);
        image.SavePng(Path.Combine(folder, $"{i}.png"));
        var best = classifier.Classify([image])[0].Best;
        expected.Add(new JsonObject { ["image"] = $"{i}.png", ["label"] = best.Label, ["probability"] = best.Probability });
    }

    File.WriteAllText(Path.Combine(folder, $"{name}.json"), new JsonObject { ["isLogits"] = IsLogits(model), ["images"] = expected }.ToJsonString());
}
