using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests;

public sealed class StartingModelTests
{
    const string Kept = "head.conv.weight";

    static readonly ClassificationTask AntOrBee = new(["ant", "bee"]);

    [Fact]
    public void TensorFlow_s_recipe_starts_from_TF_slim_s_network_and_weights()
    {
        using var start = StartingModel.FromScratch(ShippedRecipes.Load("paper-imagenet"), AntOrBee);
        Assert.Equal(Preprocessing.TensorFlow, start.Card.Preprocessing);
        Assert.All(Convolutions(start), conv => Assert.True(conv.Padding.IsSame || conv.Kernel == 1));
        Assert.InRange(Deviation(start, "classifier.weight"), 0.075, 0.085); // 0.09, truncated at two deviations: 0.0792
        Assert.InRange(Deviation(start, "stem.conv.weight"), 0.07, 0.09);
    }

    [Fact]
    public void Torchvision_s_recipe_starts_from_torchvision_s_network_preprocessing_and_weights()
    {
        using var start = StartingModel.FromScratch(ShippedRecipes.Load("torchvision-imagenet"), AntOrBee);
        Assert.Equal(Preprocessing.TorchVision(), start.Card.Preprocessing);
        Assert.All(Convolutions(start), conv => Assert.Equal(Dialect.PyTorch.Padding(conv.Kernel, conv.Dilation), conv.Padding));
        Assert.All(start.Graph.Nodes.Select(node => node.Op).OfType<BatchNorm>(), op => Assert.Equal(1e-5, op.Epsilon));
        Assert.InRange(Deviation(start, "classifier.weight"), 0.009, 0.011);
    }

    [Theory]
    [InlineData("paper-imagenet")]
    [InlineData("from-scratch-small")]
    public void All_random_weights_the_classifier_s_too_are_those_of_the_recipe_and_its_seed(string name)
    {
        var recipe = ShippedRecipes.Load(name);
        using var start = StartingModel.FromScratch(recipe, AntOrBee);
        var expected = recipe.Network.Initialization == WeightInitialization.TfSlim
            ? Initializer.TfSlim(start.Graph, (ulong)recipe.Seed)
            : Initializer.TorchVision(start.Graph, (ulong)recipe.Seed);
        Assert.Equal(expected.Select(entry => entry.Key), start.Weights.Select(entry => entry.Key));
        Assert.All(expected, entry => Assert.True(entry.Value.Bytes.Span.SequenceEqual(start.Weights[entry.Key].Bytes.Span), entry.Key));
    }

    [Fact]
    public void A_network_that_starts_from_a_file_outlives_the_file()
    {
        using var folder = new TempFolder();
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 32 });
        using var trained = new Model(graph, Initializer.TfSlim(graph, 1), ModelCard.Empty with { Preprocessing = Preprocessing.TensorFlow });
        ModelFile.Save(trained, folder.File("trained.safetensors"));
        Model start;
        using (var file = ModelFile.Load(folder.File("trained.safetensors")))
            start = StartingModel.Pretrained(file, ShippedRecipes.Load("finetune"), AntOrBee);

        ModelFile.Save(start, folder.File("start.safetensors"));
        using var again = ModelFile.Load(folder.File("start.safetensors"));

        Assert.Equal(trained.Weights[Kept].ToFloats(), again.Weights[Kept].ToFloats());
        start.Dispose();
    }

    static IEnumerable<Conv2d> Convolutions(Model model) => model.Graph.Nodes.Select(node => node.Op).OfType<Conv2d>();

    static double Deviation(Model model, string weight) => Math.Sqrt(model.Weights[weight].ToFloats().Average(value => (double)value * value));
}
