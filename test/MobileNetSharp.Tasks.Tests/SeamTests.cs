using System.Text.RegularExpressions;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Tasks.Tests;

/// <summary>Trainer, checkpoints, loader, sampler and augmentation know no task: one that is added adds files.</summary>
public partial class SeamTests
{
    [Theory]
    [InlineData("src/MobileNetSharp.Training/Trainer")]
    [InlineData("src/MobileNetSharp.Training/Checkpoints")]
    [InlineData("src/MobileNetSharp.Training/Optimizers")]
    [InlineData("src/MobileNetSharp.Training/TrainingRun.cs")]
    [InlineData("src/MobileNetSharp.Training/TrainingTask.cs")]
    [InlineData("src/MobileNetSharp.Training/StartingModel.cs")]
    [InlineData("src/MobileNetSharp.Datasets/Loading")]
    [InlineData("src/MobileNetSharp.Datasets/Augmentation")]
    [InlineData("src/MobileNetSharp.Datasets/Checking")]
    [InlineData("src/MobileNetSharp.Datasets/Sources")]
    [InlineData("src/MobileNetSharp.Datasets/DatasetSplits.cs")]
    [InlineData("src/MobileNetSharp.Datasets/Sample.cs")]
    [InlineData("src/MobileNetSharp.Datasets/Dataset.cs")]
    [InlineData("src/MobileNetSharp.Evaluation")]
    [InlineData("src/MobileNetSharp.Reporting")]
    public void What_every_task_shares_names_none(string path)
    {
        var full = Repository.Path(path);
        string[] files = Directory.Exists(full) ? Directory.GetFiles(full, "*.cs") : [full];
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Empty(File.ReadLines(file).Select(line => Comment().Replace(line, "")).SelectMany(line => Words().Matches(line).Select(match => $"{Path.GetFileName(file)}: {match.Value}")));
    }

    /// <summary>Where a recipe knows tasks after all: a section each, null for all others.</summary>
    [Fact]
    public void The_sections_of_a_recipe_that_belong_to_a_task_are_listed() =>
        Assert.Equal([nameof(Recipe.Detection)], typeof(Recipe).GetProperties().Select(property => property.Name).Where(name => Words().IsMatch(name)));

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"Classif\w*|Detect\w*|Segment\w*|(?i:\btop-?[15]\b|\blabels?\b|labelof|classnames?|\blogits?\b|\bbox(es)?\b|\bmasks?\b)")]
    private static partial Regex Words();
}
