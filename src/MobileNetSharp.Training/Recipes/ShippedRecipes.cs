using System.Collections.Immutable;
using System.Reflection;
using MobileNetSharp.Files;

namespace MobileNetSharp.Training.Recipes;

/// <summary>The recipes that come with the library.</summary>
public static class ShippedRecipes
{
    /// <summary>Fine-tuning a trained model on a folder of photographs, the default.</summary>
    public const string Default = "finetune";

    /// <summary>Fine-tuning a trained model on images with boxes, the default for detectors.</summary>
    public const string DefaultDetector = "finetune-detect";

    /// <summary>The names of those for classifiers.</summary>
    public static ImmutableArray<string> ClassifierNames { get; } = ["finetune", "from-scratch-small", "paper-imagenet", "torchvision-imagenet"];

    /// <summary>The names of those for detectors.</summary>
    public static ImmutableArray<string> DetectorNames { get; } = [DefaultDetector, "from-scratch-detect", "paper-coco"];

    /// <summary>The names of all.</summary>
    public static ImmutableArray<string> Names { get; } = [.. ClassifierNames, .. DetectorNames];

    /// <summary>The recipe of the demo: a small network on generated images.</summary>
    public static Recipe Demo => Shipped("demo");

    /// <summary>The recipe of the demo of detection: a small network on generated scenes.</summary>
    public static Recipe DemoDetector => Shipped("demo-detect");

    /// <summary>The recipe of that name, or in the file of that name. Throws a <see cref="TrainingException"/> where there is neither.</summary>
    public static Recipe Load(string nameOrPath)
    {
        if (Names.Contains(nameOrPath))
            return Shipped(nameOrPath);
        if (File.Exists(nameOrPath))
            return RecipeJson.Parse(BoundedFile.ReadText(nameOrPath), nameOrPath);
        throw RecipeJson.Fault(
            $"There is no recipe '{nameOrPath}', nor a file of that name; there are {string.Join(", ", Names)}. The nearest is '{NearestNames.Find(nameOrPath, Names, 1).First()}'.");
    }

    static Recipe Shipped(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Recipes/{name}.json")!;
        using var reader = new StreamReader(stream);
        return RecipeJson.Parse(reader.ReadToEnd(), name);
    }
}
