using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Profiling;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>
/// Figure 6 of the paper at a small scale: the same training, on generated images, of networks that differ in their bottlenecks
/// (6a) or in what their shortcuts join (6b), from several seeds. A seed determines initial weights, order and augmentation; the
/// images are the same for all. Finished trainings are kept, and a stopped experiment resumes.
/// </summary>
public sealed record Figure6Experiment
{
    /// <summary>Trainings of each network.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Epochs of each training.</summary>
    public int Epochs { get; init; } = Figure6Recipe.Phases[0].Epochs;

    /// <summary>Images to train on.</summary>
    public int TrainingImages { get; init; } = 2000;

    /// <summary>Images to validate with.</summary>
    public int ValidationImages { get; init; } = 1000;

    /// <summary>Height and width of the images.</summary>
    public int Resolution { get; init; } = 32;

    /// <summary>The width multiplier.</summary>
    public double WidthMultiplier { get; init; } = 0.5;

    /// <summary>Trainings in parallel, each on one thread: networks this small gain little from a second.</summary>
    public int Threads { get; init; } = new TrainingOptions().Threads;

    /// <summary>How every variant is trained.</summary>
    static Recipe Figure6Recipe { get; } = ReadRecipe();

    /// <summary>The networks to train, each once.</summary>
    static IEnumerable<Figure6Variant> Networks => Figure6Variant.All.DistinctBy(variant => variant.NetworkId);

    Recipe Recipe => RecipeJson.With(Figure6Recipe, [string.Create(CultureInfo.InvariantCulture, $"phases.0.epochs={Epochs}")]);

    /// <summary>
    /// Does the trainings that the results lack, and writes the results again after each. Unfinished trainings keep their
    /// checkpoints in the folder <c>PATH.runs</c>, which is deleted at the end.
    /// </summary>
    /// <exception cref="MeasurementException">The file holds something else, or the experiment with other settings.</exception>
    public Figure6Results Run(string path, IProgress<Figure6Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var results = Begin(path);
        results.Save(path); // a path that cannot be written fails before the work
        var curves = Curves(results);
        var (runs, total, gate) = ($"{path}.runs", Networks.Count() * Seeds, new Lock());
        var epochs = curves.ToDictionary(training => training.Key, training => training.Value.Length, StringComparer.Ordinal);
        SideBySide.Run(Missing(curves), Threads, Train, cancellationToken);
        if (Directory.Exists(runs))
            Directory.Delete(runs, recursive: true);
        return results;

        void Train((Figure6Variant Variant, int Seed) job, CancellationToken stop)
        {
            var name = Name(job.Variant, job.Seed);
            var folder = Path.Combine(runs, name);
            var run = TrainingRun.IsIn(folder) ? ClassificationRun.Open(folder, Images(0, TrainingImages + ValidationImages)) : Start(job.Variant, job.Seed, folder);
            var result = run.RunAsync(new TrainingOptions { Threads = 1, BesideOthers = true }, new Listener(Report), stop).GetAwaiter().GetResult();
            lock (gate)
            {
                curves[name] = [.. result.History.Select(epoch => epoch.Metrics[Top1])];
                results = results with { Variants = Variants(curves), Date = Today };
                results.Save(path);
            }

            void Report(EpochResult epoch)
            {
                lock (gate)
                {
                    epochs[name] = epoch.Epoch;
                    progress?.Report(new Figure6Progress(job.Variant.Name, job.Seed, epoch.Epoch, Epochs, epoch.Metrics[Top1], epochs.Values.Sum() / ((double)Epochs * total)));
                }
            }
        }
    }

    /// <summary>The network of a variant.</summary>
    public Graph Network(Figure6Variant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return variant.Build(new MobileNetV2Options
        {
            // A reduction less than Table 2 has, and fewer features: the images are small, and show ten classes.
            Stages = [.. MobileNetV2.Table2.Select(stage => stage.C == 24 ? stage with { S = 1 } : stage)],
            HeadChannels = 256,
            WidthMultiplier = WidthMultiplier,
            Resolution = Resolution,
        });
    }

    static string Top1 => ClassificationMetrics.Top1.Name;

    static string Today => DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Name(Figure6Variant variant, int seed) => string.Create(CultureInfo.InvariantCulture, $"{variant.NetworkId}-{seed}");

    ShapesDataset Images(int first, int count) => new(count, size: Resolution, first: first);

    /// <summary>Seed by seed, so that results of fewer seeds are complete early.</summary>
    IEnumerable<(Figure6Variant Variant, int Seed)> Missing(Dictionary<string, ImmutableArray<double>> curves)
    {
        var done = curves.Keys.ToHashSet(StringComparer.Ordinal);
        return from seed in Enumerable.Range(1, Seeds) from variant in Networks where !done.Contains(Name(variant, seed)) select (variant, seed);
    }

    /// <summary>The results in the file, or results without a curve.</summary>
    Figure6Results Begin(string path)
    {
        var none = new Figure6Results(
            $"{TrainingImages} generated images of shapes and textures, 10 classes; {ValidationImages} others to validate with",
            string.Create(CultureInfo.InvariantCulture, $"MobileNetV2 {WidthMultiplier:0.0##}: Table 2, but stride 1 in its second row and 256 channels in the last convolution"),
            Resolution, Epochs, Seeds, Variants([]), JsonElement.Parse(RecipeJson.ToJson(Recipe)),
            typeof(Figure6Experiment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, Today, Processor.Name);
        if (!File.Exists(path))
            return none;
        var there = Figure6Results.Load(path);
        return HaveSameSettings(none, there)
            ? there with { Seeds = Math.Max(Seeds, there.Seeds) }
            : throw new MeasurementException(path, $"holds the experiment with other settings ({there.Epochs} epochs; {there.Dataset}); choose another file");
    }

    /// <summary>Whether the trainings of both may be compared.</summary>
    internal static bool HaveSameSettings(Figure6Results a, Figure6Results b) =>
        (a.Dataset, a.Network, a.Resolution, a.Epochs) == (b.Dataset, b.Network, b.Resolution, b.Epochs) && JsonElement.DeepEquals(Normalized(a), Normalized(b));

    /// <summary>The recipe with every field, whichever version of the library wrote it.</summary>
    static JsonElement Normalized(Figure6Results results) => JsonElement.Parse(RecipeJson.ToJson(RecipeJson.Parse(results.Recipe.GetRawText(), "figure6")));

    static Recipe ReadRecipe()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("figure6.json")!);
        return RecipeJson.Parse(reader.ReadToEnd(), "figure6");
    }

    TrainingRun<int, ClassificationResult> Start(Figure6Variant variant, int seed, string folder)
    {
        var recipe = Recipe with { Seed = seed };
        var splits = new DatasetSplits<int>(Images(0, TrainingImages), Images(TrainingImages, ValidationImages));
        var task = new ClassificationTask(splits.Train.Strata);
        using var start = StartingModel.FromScratch(Network(variant), recipe, task);
        return TrainingRun.Create(folder, recipe, task, start, splits, "generated images");
    }

    /// <summary>The curves by network and seed.</summary>
    static Dictionary<string, ImmutableArray<double>> Curves(Figure6Results results)
    {
        var curves = new Dictionary<string, ImmutableArray<double>>(StringComparer.Ordinal);
        foreach (var (variant, there) in Figure6Variant.All.Zip(results.Variants))
        {
            foreach (var (index, curve) in there.Curves.Index())
                curves[Name(variant, index + 1)] = curve;
        }

        return curves;
    }

    /// <summary>The variants, each with its curves from seed 1 on.</summary>
    static ImmutableArray<Figure6Curves> Variants(Dictionary<string, ImmutableArray<double>> curves) =>
    [
        .. Figure6Variant.All.Select(variant => new Figure6Curves(variant.Name, variant.Figure,
        [
            .. Enumerable.Range(1, int.MaxValue).TakeWhile(seed => curves.ContainsKey(Name(variant, seed))).Select(seed => curves[Name(variant, seed)]),
        ])),
    ];

    /// <summary>Passes finished epochs on.</summary>
    sealed class Listener(Action<EpochResult> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed is { } epoch)
                report(epoch);
        }
    }
}
