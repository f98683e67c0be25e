using CsCheck;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Tests;

/// <summary>Recipes: what ships, what is refused and how, and that what is written is read again.</summary>
public class RecipeTests
{
    public static TheoryData<string> Shipped => [.. ShippedRecipes.Names];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_recipe_bears_its_name_and_survives_writing(string name)
    {
        var recipe = ShippedRecipes.Load(name);
        var json = RecipeJson.ToJson(recipe);
        Assert.Equal(name, recipe.Name);
        Assert.NotEmpty(recipe.Description);
        Assert.Equal(json, RecipeJson.ToJson(RecipeJson.Parse(json, "written")));
    }

    [Fact]
    public void The_paper_s_recipe_has_the_figures_of_section_6_1_and_TF_slim()
    {
        var recipe = ShippedRecipes.Load("paper-imagenet");
        Assert.Equal(
            (OptimizerKind.RmsProp, 0.045, 0.9, 0.9, 1.0, 4e-5),
            (recipe.Optimizer.Kind, recipe.Optimizer.LearningRate, recipe.Optimizer.Momentum, recipe.Optimizer.SquareDecay, recipe.Optimizer.Epsilon, recipe.Optimizer.WeightDecay));
        Assert.Equal((0.98, 1.0), (recipe.Schedule.Factor, recipe.Schedule.EveryEpochs));
        Assert.Equal((96, 0.1, 0.9999), (recipe.Data.BatchSize, recipe.Data.LabelSmoothing, recipe.EmaDecay));
        // mobilenet.py's training_scope: stddev=0.09, bn_decay=0.997, dropout_keep_prob=0.8.
        Assert.Equal((WeightInitialization.TfSlim, 0.003, 0.2), (recipe.Network.Initialization, recipe.Network.BatchNormMomentum, recipe.Network.Dropout));
        Assert.False(recipe.Optimizer.DecaysDepthwise);
    }

    [Fact]
    public void The_paper_s_recipe_for_detectors_has_the_figures_of_TensorFlow_s_configuration()
    {
        var recipe = ShippedRecipes.Load("paper-coco");
        Assert.Equal(
            (OptimizerKind.RmsProp, 0.004, 0.9, 0.9, 1.0, 4e-5),
            (recipe.Optimizer.Kind, recipe.Optimizer.LearningRate, recipe.Optimizer.Momentum, recipe.Optimizer.SquareDecay, recipe.Optimizer.Epsilon, recipe.Optimizer.WeightDecay));
        // 0.95 every 800,720 steps of 24 images, of the 118,287 that COCO's train2017 has.
        Assert.Equal((0.95, 800_720 * 24 / 118_287.0), (recipe.Schedule.Factor, recipe.Schedule.EveryEpochs), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 0.1);
        Assert.Equal((320, 24, 1 - 0.9997), (recipe.Detection!.InputSize, recipe.Data.BatchSize, recipe.Network.BatchNormMomentum), (a, b) => (a.Item1, a.Item2) == (b.Item1, b.Item2) && Math.Abs(a.Item3 - b.Item3) < 1e-9);
        Assert.Equal(new HardNegatives(), recipe.Detection.HardNegatives);
        Assert.Equal(new ObjectCrop(), recipe.Detection.Crop);
        Assert.Null(recipe.Data.Augmentation.Crop);
    }

    [Theory]
    [InlineData("detection.inputSize=12", "'detection' is invalid: inputSize: must be 0 or from 33 to 4096, is 12")]
    [InlineData("detection.crop.minimumArea=0", "'detection' is invalid: crop: the areas")]
    [InlineData("detection.expansion.maximumScale=99", "expansion: maximumScale must be from 1 to 16")]
    [InlineData("detection.mosaic.probability=2", "mosaic: probability must be from 0 to 1")]
    [InlineData("detection.head=yolo", "it takes ssdLite or ssd or yoloV2 or yoloV2Lite")]
    [InlineData("network.pretrained=false", "'network.keepsStatistics' must be false for random weights")]
    public void A_wrong_field_of_a_detector_s_recipe_is_named(string assignment, string message) =>
        Assert.Contains(message, Assert.Throws<TrainingException>(() => RecipeJson.With(ShippedRecipes.Load("finetune-detect"), [assignment])).Message);

    [Fact]
    public void A_part_of_a_detector_s_recipe_leaves_the_rest_as_it_is() =>
        Assert.Equal(new DetectionRecipe(Prior: 0.1, Crop: new(CropRule.Overlap)), RecipeJson.With(new Recipe(), ["detection.prior=0.1", "detection.crop.rule=overlap"]).Detection);

    /// <summary>What is said of a diverging run (a lower learning rate) helps in every phase of every recipe.</summary>
    [Theory]
    [MemberData(nameof(Shipped))]
    public void The_optimizer_s_learning_rate_reaches_every_phase(string name) =>
        Assert.All(RecipeJson.With(ShippedRecipes.Load(name), ["optimizer.learningRate=0.5"]).Phases, phase => Assert.InRange(phase.LearningRateFactor, 1e-3, 1));

    [Theory]
    [InlineData(50, 40, 4, 6)] // as it is
    [InlineData(20, 16, 2, 2)]
    [InlineData(100, 80, 8, 12)]
    [InlineData(4, 2, 1, 1)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(1, 1, 0, 0)]
    public void A_number_of_epochs_bounds_the_whole_run(int total, params int[] expected) =>
        Assert.Equal(expected, ShippedRecipes.Load("finetune").WithEpochs(total).Phases.Select(phase => phase.Epochs));

    [Fact]
    public void Epochs_are_divided_in_proportion_and_no_phase_is_lost_while_there_are_enough() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[0, 300].Array[1, 6]).Sample((total, epochs) =>
        {
            var recipe = new Recipe { Phases = [.. epochs.Select(count => new TrainingPhase { Epochs = count })] }.WithEpochs(total);
            int[] divided = [.. recipe.Phases.Select(phase => phase.Epochs)];
            Assert.Equal(total, divided.Sum());
            var trained = epochs.Count(count => count > 0);
            Assert.Equal(Math.Clamp(trained, 1, total), divided.Count(count => count > 0));
            if (trained == 0 || total < trained)
                return;
            for (var i = 0; i < epochs.Length; i++)
                Assert.True(divided[i] == 0 == (epochs[i] == 0) && Math.Abs(divided[i] - ((double)total * epochs[i] / epochs.Sum())) < epochs.Length, $"{i}");
        });

    [Theory]
    [InlineData("", 0, "all layers")]
    [InlineData("", 1, "last layer")]
    [InlineData("", 7, "last 7 layers")]
    [InlineData("head", 1, "head")]
    public void A_phase_without_a_name_is_called_by_its_layers(string name, int layers, string expected) =>
        Assert.Equal(expected, PhaseNames.Of(new TrainingPhase { Name = name, TrainedLayers = layers }));

    [Fact]
    public void A_phase_of_the_head_is_called_so() => Assert.Equal("head", PhaseNames.Of(new TrainingPhase { Trains = TrainedPart.Head }));

    [Fact]
    public void A_file_says_only_what_differs()
    {
        var recipe = RecipeJson.Parse("""{ "optimizer": { "kind": "adamW" }, "phases": [{ "epochs": 3 }] /* short */, }""", "mine.json");
        Assert.Equal(new OptimizerRecipe { Kind = OptimizerKind.AdamW }, recipe.Optimizer);
        Assert.Equal(new TrainingPhase { Epochs = 3 }, recipe.Phases.Single());
        Assert.Equal(new EarlyStoppingRecipe(), recipe.EarlyStopping);
    }

    [Theory]
    [InlineData("optimizer.learningRate=0.5")]
    [InlineData("phases.0.epochs=7")]
    [InlineData("schedule.kind=step")]
    [InlineData("network.model=my model.safetensors")]
    [InlineData("""phases=[{"epochs":7}]""")]
    public void A_field_is_set_on_the_command_line(string assignment)
    {
        var recipe = RecipeJson.With(new Recipe(), [assignment]);
        var value = assignment[(assignment.IndexOf('=', StringComparison.Ordinal) + 1)..];
        Assert.Contains(value.StartsWith('[') ? "\"epochs\": 7" : value, RecipeJson.ToJson(recipe), StringComparison.Ordinal);
        Assert.NotEqual(RecipeJson.ToJson(new Recipe()), RecipeJson.ToJson(recipe));
    }

    [Theory]
    [InlineData("optimizer.learnRate=1", "there is no field 'optimizer.learnRate'; the nearest is 'optimizer.learningRate'")]
    [InlineData("optimiser.kind=sgd", "there is no field 'optimiser'; the nearest is 'optimizer'.")]
    [InlineData("phases.3.epochs=1", "'phases' has the elements 0 to 0")]
    [InlineData("phases.0=1", "'phases' has the elements 0 to 0")]
    [InlineData("seed.x=1", "'seed' has no fields")]
    [InlineData("optimizer.kind=adam", "'optimizer.kind' cannot be \"adam\"; it takes sgd or adamW or rmsProp")]
    [InlineData("optimizer.learningRate=fast", "'optimizer.learningRate' cannot be \"fast\"; it takes a number")]
    [InlineData("data.epochImages=-1", "'data.epochImages' must be at least 0, is -1")]
    [InlineData("optimizer.learningRate=-1", "'optimizer.learningRate' must be above 0, is -1")]
    [InlineData("phases.0.epochs=1.5", "'phases.0.epochs' cannot be 1.5; it takes a whole number")]
    [InlineData("epochs", "is not of the form field=value")]
    [InlineData("phases=[{\"trainedLayers\":1,\"epochs\":1,\"epochs\":40}]", "'phases' is not valid JSON: ")]
    [InlineData("phases=[{\"trains\":\"head\",\"trainedLayers\":8}]", "'phases.0.trainedLayers' must be 0, since 'phases.0.trains' is head, is 8")]
    [InlineData("phases.0.trains=all", "'phases.0.trains' cannot be \"all\"; it takes lastLayers or head")]
    [InlineData("phases=[null]", "'phases.0' must be an object")]
    [InlineData("name=\"\\ud800\"", "name")]
    [InlineData("data={\"\\ud800\":1}", "'data' is not valid JSON: ")]
    [InlineData("seed=99999999999", "'seed' cannot be 99999999999; it takes a whole number")]
    [InlineData("clipNorm=1e999", "'clipNorm'")]
    public void A_wrong_field_or_value_is_named_with_what_is_right(string assignment, string message)
    {
        var e = Assert.Throws<TrainingException>(() => RecipeJson.With(new Recipe(), [assignment]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Field);
    }

    [Theory]
    [InlineData("""{ "ema": 0.9 }""", "mine.json: there is no field 'ema'; the nearest is 'emaDecay'")]
    [InlineData("""{ "phases": [{ "epoch": 1 }] }""", "mine.json: there is no field 'phases.0.epoch'; the nearest is 'phases.0.epochs'")]
    [InlineData("""{ "phases": [] }""", "'phases' needs at least one phase")]
    [InlineData("""{ "phases": [1] }""", "'phases.0' must be an object")]
    [InlineData("""{ "data": 1 }""", "'data' cannot be 1; it takes an object")]
    [InlineData("""{ "optimizer": null }""", "'optimizer' cannot be null")]
    [InlineData("[]", "a recipe is a JSON object")]
    [InlineData("{", "this is not JSON")]
    [InlineData("""{ "seed": 1, "seed": 2 }""", "'seed'")]
    [InlineData("""{ "optimizer": { "kind": "sgd", "kind": "adamW" } }""", "'kind'")]
    [InlineData("""{ "\ud800": {} }""", "this is not JSON: ")]
    [InlineData("""{ "network": { "\ud800": 1 } }""", "this is not JSON: ")]
    [InlineData("""{ "name": "\udc00" }""", "")]
    [InlineData("""{ "phases": null }""", "'phases' cannot be null; it takes a list")]
    [InlineData("""{ "phases": [null] }""", "'phases.0' must be an object")]
    [InlineData("""{ "seed": 1e99 }""", "'seed' cannot be 1e99; it takes a whole number")]
    public void A_wrong_file_is_told_in_one_line(string json, string message)
    {
        var e = Assert.Throws<TrainingException>(() => RecipeJson.Parse(json, "mine.json"));
        Assert.StartsWith("mine.json: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("recipe-lone-surrogate.json")]
    [InlineData("recipe-lone-surrogate-2.json")]
    public void Half_a_surrogate_pair_is_told_with_where_it_is(string name)
    {
        var json = File.ReadAllText(SharedData.Path($"cases/{name}"));
        var e = Assert.Throws<TrainingException>(() => RecipeJson.Parse(json, name));
        Assert.Contains($"at byte {json.IndexOf("\"\\ud800", StringComparison.Ordinal)}", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    /// <summary>Recipes and run folders of version 0.1, whose fields were spelled otherwise.</summary>
    [Fact]
    public void Fields_of_the_version_before_are_read_and_written_by_their_new_names()
    {
        const string Before = """{ "network": { "initialisation": "tfSlim" }, "data": { "epochPictures": 7, "augmentation": { "colour": { "hue": 0.05 } } } }""";
        var recipe = RecipeJson.With(RecipeJson.Parse(Before, "before.json"), ["data.augmentation.colour.contrast=0.25"]);
        Assert.Equal((WeightInitialization.TfSlim, 7, 0.05, 0.25), (recipe.Network.Initialization, recipe.Data.EpochImages, recipe.Data.Augmentation.Color!.Hue, recipe.Data.Augmentation.Color.Contrast));
        var written = RecipeJson.ToJson(recipe);
        Assert.All(["initialization", "epochImages", "color"], name => Assert.Contains($"\"{name}\"", written, StringComparison.Ordinal));
        Assert.All(["initialisation", "epochPictures", "colour"], name => Assert.DoesNotContain(name, written, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mistyped_recipe_is_told_the_nearest()
    {
        var e = Assert.Throws<TrainingException>(() => ShippedRecipes.Load("fine-tune"));
        Assert.Contains("The nearest is 'finetune'.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_is_read_from_a_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("mine.json"), """{ "name": "mine" }""");
        Assert.Equal("mine", ShippedRecipes.Load(folder.File("mine.json")).Name);
    }
}
