using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Training.Tests;

public sealed class StartingModelTests
{
    const string Kept = "head.conv.weight";

    [Fact]
    public void A_network_that_starts_from_a_file_outlives_the_file()
    {
        using var folder = new TempFolder();
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 32 });
        using var trained = new Model(graph, Initialiser.TfSlim(graph, 1), ModelCard.Empty with { Preprocessing = Preprocessing.TensorFlow });
        ModelFile.Save(trained, folder.File("trained.safetensors"));
        Model start;
        using (var file = ModelFile.Load(folder.File("trained.safetensors")))
            start = StartingModel.Pretrained(file, ShippedRecipes.Load("finetune"), ["ant", "bee"]);

        ModelFile.Save(start, folder.File("start.safetensors"));
        using var again = ModelFile.Load(folder.File("start.safetensors"));

        Assert.Equal(trained.Weights[Kept].ToFloats(), again.Weights[Kept].ToFloats());
        start.Dispose();
    }
}
