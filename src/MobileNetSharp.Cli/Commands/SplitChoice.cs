using System.CommandLine;
using MobileNetSharp.Datasets;
using MobileNetSharp.Files;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Which images of a data set to evaluate: a split by name, all, or those that a training run recorded.</summary>
/// <param name="Split">The split; null for all.</param>
/// <param name="Name">Its name in the report; null for all.</param>
/// <param name="RecordPath">A run's split.json, for its validation images.</param>
sealed record SplitChoice(Split? Split, string? Name, string? RecordPath = null)
{
    static readonly SplitChoice All = new(null, null);

    static readonly SplitChoice[] Own = [new(Datasets.Split.Train, "train"), new(Datasets.Split.Validation, "val"), new(Datasets.Split.Test, "test")];

    /// <summary>Null without the option: the validation split if there is one, otherwise all.</summary>
    public static Option<SplitChoice?> Option()
    {
        var option = new Option<SplitChoice?>("--split")
        {
            Description = "Images to use: train, val, test, all, or a run's split.json for its validation images; the default is val if it exists, otherwise all.",
            HelpName = "train|val|test|all|FILE",
            CustomParser = result =>
            {
                var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                var choice = word == "all" ? All : Own.FirstOrDefault(own => own.Name == word);
                if (choice is null && !Path.GetExtension(word).Equals(".json", StringComparison.OrdinalIgnoreCase))
                    result.AddError($"--split must be train, val, test, all or a run's split.json, not '{word}'.");
                return choice ?? new SplitChoice(null, word, word);
            },
        };
        option.CompletionSources.Add([.. Own.Select(own => own.Name!), "all"]);
        return option;
    }

    /// <summary>The chosen images of a data set, and their name.</summary>
    public static (int[] Images, string? Name) Of<TTarget>(Dataset<TTarget> dataset, string path, SplitChoice? choice)
    {
        if (choice?.RecordPath is { } record)
            return (Recorded(dataset, record), choice.Name);
        int[] all = [.. Enumerable.Range(0, dataset.Count)];
        if (choice is { Split: null })
            return (all, null);
        var (split, name) = choice is null ? (Datasets.Split.Validation, "val") : (choice.Split!.Value, choice.Name);
        var images = dataset.IndicesIn(split);
        if (images.Length > 0)
            return (images, name);
        return choice is null
            ? (all, null)
            : throw new UserException($"{path}: has no images for '{name}'; omit --split to use the validation images, or all if there are none.");
    }

    static int[] Recorded<TTarget>(Dataset<TTarget> dataset, string path)
    {
        if (!File.Exists(path))
            throw new UserException($"{path}: no such file; use the split.json of a run folder.");
        try
        {
            return DatasetSplits.ValidationImages(BoundedFile.ReadText(path, BoundedFile.MaximumListBytes), dataset);
        }
        catch (DatasetException e)
        {
            throw new UserException($"{path}: {e.Message}");
        }
    }
}
