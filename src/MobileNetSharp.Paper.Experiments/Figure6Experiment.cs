using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MobileNetSharp.Datasets;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Profiling;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Training;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>
/// Figure 6 of the paper, small: the same training, on generated images, of networks that differ in their bottlenecks (6a) or
/// in what their shortcuts join (6b), from several seeds. A seed decides weights, order and variation; the images are the
/// same for all. What is done is kept, and gone on from.
/// </summary>
public sealed record Figure6Experiment
{
    /// <summary>Trainings of each network.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Epochs of each training.</summary>
    public int Epochs { get; init; } = ShippedRecipes.Figure6.Phases[0].Epochs;

    /// <summary>Images to learn from.</summary>
    public int TrainingImages { get; init; } = 2000;

    /// <summary>Images to validate with.</summary>
    public int ValidationImages { get; init; } = 1000;

    /// <summary>Height and width of the images.</summary>
    public int Resolution { get; init; } = 32;

    /// <summary>The width multiplier.</summary>
    public double WidthMultiplier { get; init; } = 0.5;

    /// <summary>Trainings side by side, each on one thread: networks so small gain little from a second.</summary>
    public int Threads { get; init; } = new TrainingOptions().Threads;

    /// <summary>The networks to train, each once.</summary>
    static IEnumerable<Figure6Variant> Networks => Figure6Variant.All.DistinctBy(variant => variant.NetworkId);

    Recipe Recipe => RecipeJson.With(ShippedRecipes.Figure6, [string.Create(CultureInfo.InvariantCulture, $"phases.0.epochs={Epochs}")]);

    /// <summary>
    /// Does the trainings that the report lacks; it is written anew after each. Those under way have their checkpoints in the
    /// folder <c>PATH.runs</c>, which is gone at the end. Throws a <see cref="TrainingException"/> where the file holds something else.
    /// </summary>
    public Figure6Report Run(string path, IProgress<Figure6Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var report = Begun(path);
        report.Save(path); // what cannot be written is told before the work
        var curves = Curves(report);
        var (runs, total, gate) = ($"{path}.runs", Networks.Count() * Seeds, new Lock());
        var epochs = curves.ToDictionary(training => training.Key, training => training.Value.Length, StringComparer.Ordinal);
        using (TrainingRun.OneAtATime.EnterScope())
            SideBySide.Run(Missing(curves), Threads, Train, cancellationToken);
        if (Directory.Exists(runs))
            Directory.Delete(runs, recursive: true);
        return report;

        void Train((Figure6Variant Variant, int Seed) job, CancellationToken stop)
        {
            var name = Name(job.Variant, job.Seed);
            var folder = Path.Combine(runs, name);
            var run = TrainingRun.IsIn(folder) ? TrainingRun.Open(folder, Images(0, TrainingImages + ValidationImages)) : Begin(job.Variant, job.Seed, folder);
            var result = run.ExecuteBesideOthers(new TrainingOptions { Threads = 1 }, new Listener(Tell), stop);
            lock (gate)
            {
                curves[name] = [.. result.History.Select(epoch => epoch.Top1)];
                report = report with { Variants = Variants(curves), Date = Today };
                report.Save(path);
            }

            void Tell(EpochResult epoch)
            {
                lock (gate)
                {
                    epochs[name] = epoch.Epoch;
                    progress?.Report(new Figure6Progress(job.Variant.Name, job.Seed, epoch.Epoch, Epochs, epoch.Top1, epochs.Values.Sum() / ((double)Epochs * total)));
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

    static string Today => DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Name(Figure6Variant variant, int seed) => string.Create(CultureInfo.InvariantCulture, $"{variant.NetworkId}-{seed}");

    ShapesDataset Images(int first, int count) => new(count, size: Resolution, first: first);

    /// <summary>Seed by seed, so that a report on fewer seeds is whole early.</summary>
    IEnumerable<(Figure6Variant Variant, int Seed)> Missing(Dictionary<string, ImmutableArray<double>> curves)
    {
        var done = curves.Keys.ToHashSet(StringComparer.Ordinal);
        return from seed in Enumerable.Range(1, Seeds) from variant in Networks where !done.Contains(Name(variant, seed)) select (variant, seed);
    }

    /// <summary>The report that is there, or one without a curve.</summary>
    Figure6Report Begun(string path)
    {
        var begun = new Figure6Report(
            $"{TrainingImages} generated images of shapes and textures, 10 classes; {ValidationImages} others to validate with",
            string.Create(CultureInfo.InvariantCulture, $"MobileNetV2 {WidthMultiplier:0.0##}: Table 2, but stride 1 in its second row and 256 channels in the last convolution"),
            Resolution, Epochs, Seeds, Variants([]), JsonElement.Parse(RecipeJson.ToJson(Recipe)),
            typeof(Figure6Experiment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, Today, Processor.Name);
        if (!File.Exists(path))
            return begun;
        var there = Figure6Report.Load(path);
        return begun.HasSettingsOf(there)
            ? there with { Seeds = Math.Max(Seeds, there.Seeds) }
            : throw new TrainingException($"{path}: holds the experiment with other settings ({there.Epochs} epochs; {there.Dataset}); give another file.");
    }

    TrainingRun Begin(Figure6Variant variant, int seed, string folder)
    {
        var recipe = Recipe with { Seed = seed };
        var splits = new DatasetSplits(Images(0, TrainingImages), Images(TrainingImages, ValidationImages));
        using var start = StartingModel.FromScratch(Network(variant), recipe, splits.Train.ClassNames);
        return TrainingRun.Create(folder, recipe, start, splits, "generated images");
    }

    /// <summary>The curves of a report by network and seed.</summary>
    static Dictionary<string, ImmutableArray<double>> Curves(Figure6Report report)
    {
        var curves = new Dictionary<string, ImmutableArray<double>>(StringComparer.Ordinal);
        foreach (var (variant, there) in Figure6Variant.All.Zip(report.Variants))
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

    /// <summary>Hears of epochs.</summary>
    sealed class Listener(Action<EpochResult> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed is { } epoch)
                report(epoch);
        }
    }
}
