using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Files;

namespace MobileNetSharp.Datasets.Sources;

/// <summary>A split as it is written: the names of its images, stratum by stratum.</summary>
sealed record SplitRecord(Dictionary<string, string[]> Train, Dictionary<string, string[]> Validation, Dictionary<string, string[]>? Test = null)
{
    public static SplitRecord FromSplits<TTarget>(DatasetSplits<TTarget> splits) => new(Names(splits.Train), Names(splits.Validation), splits.Test is { } test ? Names(test) : null);

    public static SplitRecord Parse(string json)
    {
        var split = StrictJson.Read(
            json, text => JsonSerializer.Deserialize(text, SplitJson.Default.SplitRecord), (reason, e) => new DatasetException($"the split cannot be read: {reason}", e));
        foreach (var (part, strata) in new[] { ("train", split.Train), ("validation", split.Validation), ("test", split.Test ?? []) })
        {
            // Elements and values may be null in the JSON, whatever their type says.
            if (strata.FirstOrDefault(stratum => stratum.Value is null || Array.Exists(stratum.Value, name => name is null)) is { Key: { } stratum })
                throw new DatasetException($"the split cannot be read: under '{part}', '{stratum}' has null where the name of an image is expected.");
            if (strata.FirstOrDefault(stratum => Array.Exists(stratum.Value, name => name.Contains('\0'))) is { Key: { } nameless })
                throw new DatasetException($"the split cannot be read: under '{part}', '{nameless}' has an image whose name has a null character.");
        }

        return split;
    }

    public string ToJson() => JsonSerializer.Serialize(this, SplitJson.Default.SplitRecord);

    public DatasetSplits<TTarget> Restore<TTarget>(Dataset<TTarget> dataset)
    {
        var counts = dataset.CountByStratum();
        if (dataset.Strata.Where((name, i) => counts[i] > 0 && !Train.ContainsKey(name) && !Validation.ContainsKey(name) && Test?.ContainsKey(name) != true).FirstOrDefault() is { } added)
            throw new DatasetException($"'{added}' is not in the recorded split, its images were added later; move them away, or begin a new run.");
        var byName = new Dictionary<string, int>(dataset.Count, StringComparer.Ordinal);
        for (var index = 0; index < dataset.Count; index++)
            byName[dataset.NameOf(index)] = index;
        return new(Subset(Train), Subset(Validation), Test is null ? null : Subset(Test));

        Dataset<TTarget> Subset(Dictionary<string, string[]> names) => dataset.Subset(
            [.. names.SelectMany(of => of.Value.Select(name => Find(dataset, byName, of.Key, name))).Order()]);
    }

    static int Find<TTarget>(Dataset<TTarget> dataset, Dictionary<string, int> byName, string stratum, string name)
    {
        if (!byName.TryGetValue(name, out var index))
            throw new DatasetException($"{name}: is in the recorded split, but no longer in the data set; bring it back, or begin a new run.");
        var found = dataset.Strata[dataset.StratumOf(index)];
        return found == stratum ? index : throw new DatasetException($"{name}: is recorded as '{stratum}', but is now '{found}', because its annotation was changed, or images were added or taken away since; undo that, or begin a new run.");
    }

    static Dictionary<string, string[]> Names<TTarget>(Dataset<TTarget> dataset) => Enumerable.Range(0, dataset.Count).GroupBy(dataset.StratumOf)
        .ToDictionary(group => dataset.Strata[group.Key], group => group.Select(dataset.NameOf).ToArray(), StringComparer.Ordinal);
}

/// <summary>How it is written, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SplitRecord))]
sealed partial class SplitJson : JsonSerializerContext;
