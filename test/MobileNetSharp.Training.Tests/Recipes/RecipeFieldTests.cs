using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Tests;

/// <summary>The fields of a recipe as a list, and what a wrong name is answered with.</summary>
public class RecipeFieldTests
{
    /// <summary>A recipe in which no object is null.</summary>
    static readonly Recipe Whole = new()
    {
        Detection = new DetectionRecipe(Crop: new(), Expansion: new(), Mosaic: new()),
        Data = new DataRecipe
        {
            Augmentation = new ImageAugmentation(new RandomResizedCrop(), 0.5, new ColorDistortion(), new RandAugment(), new RandomErasing(), new BatchMixing()),
        },
    };

    [Fact]
    public void Every_field_has_a_meaning() => Assert.All(
        RecipeFields.FromRecipe(Whole).Concat(RecipeFields.FromRecipe(new Recipe())), field => Assert.False(field.Meaning.Length == 0, $"{field.Name} needs a meaning in RecipeMeanings."));

    [Fact]
    public void Every_meaning_belongs_to_a_field()
    {
        Recipe[] recipes = [Whole, new(), new() { Detection = new(), Data = new() { Augmentation = new() } }];
        var fields = recipes.SelectMany(RecipeFields.FromRecipe).Select(field => field.Name.Replace(".0.", ".", StringComparison.Ordinal)).ToHashSet();
        Assert.Empty(RecipeMeanings.Names.Except(fields).Except(["data.augmentation"]));
    }

    [Fact]
    public void A_field_can_be_set_by_its_name_and_value()
    {
        var recipe = ShippedRecipes.Load("paper-imagenet");
        var assignments = RecipeFields.FromRecipe(recipe).Select(field => $"{field.Name}={field.Value}");
        Assert.Equal(RecipeJson.ToJson(recipe), RecipeJson.ToJson(RecipeJson.With(recipe, assignments)));
    }

    [Theory]
    [InlineData("lr", "optimizer.learningRate")]
    [InlineData("learning_rate", "optimizer.learningRate")]
    [InlineData("learnRate", "optimizer.learningRate")]
    [InlineData("optimizer.lr", "optimizer.learningRate")]
    [InlineData("batch", "data.batchSize")]
    [InlineData("batchSize", "data.batchSize")]
    [InlineData("epochs", "phases.0.epochs")]
    [InlineData("dropout", "network.dropout")]
    [InlineData("weight-decay", "optimizer.weightDecay")]
    [InlineData("sede", "seed")]
    [InlineData("schedule.warmup", "schedule.warmupEpochs")]
    public void A_wrong_name_is_answered_with_the_field_that_was_meant(string name, string expected)
    {
        var e = Assert.Throws<TrainingException>(() => RecipeJson.With(new Recipe(), [$"{name}=1"]));
        Assert.Contains($"the nearest is '{expected}'", e.Message);
    }

    [Fact]
    public void A_name_like_none_is_answered_with_those_that_there_are() =>
        Assert.Contains("there are optimizer.kind, optimizer.learningRate", Assert.Throws<TrainingException>(() => RecipeJson.With(new Recipe(), ["optimizer.zzzzz=1"])).Message);
}
