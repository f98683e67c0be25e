using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MobileNetSharp.Analysis;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Inference;
using MobileNetSharp.Inference.Profiling;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>
/// Table 6 of the paper at a small scale: the same training, from random weights, of detectors that differ in backbone and head. Finished
/// trainings are kept, so that a stopped experiment continues with the next.
/// </summary>
/// <param name="Images">The images that all learn from.</param>
/// <param name="Dataset">What they are.</param>
public sealed record Table6Experiment(DatasetSplits<AnnotatedBoxes> Images, string Dataset)
{
    const int TimedRuns = 50;

    /// <summary>Height and width of the input.</summary>
    public int Resolution { get; init; } = 160;

    /// <summary>Epochs of each training.</summary>
    public int Epochs { get; init; } = ReadRecipe().Phases[0].Epochs;

    /// <summary>Images in an epoch.</summary>
    public int ImagesPerEpoch { get; init; } = ReadRecipe().Data.EpochImages;

    /// <summary>Where, and with how many threads.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The networks to train.</summary>
    public ImmutableArray<Table6Network> Networks { get; init; } = Table6Network.All;

    Recipe Recipe => ReadRecipe() is var recipe ? recipe with { Phases = [recipe.Phases[0] with { Epochs = Epochs }], Data = recipe.Data with { EpochImages = ImagesPerEpoch } } : recipe;

    /// <summary>Does the trainings that the results lack, and writes the results again after each; they run in the folder <c>PATH.runs</c>, which is deleted at the end.</summary>
    /// <exception cref="MeasurementException">The file holds something else, or the experiment with other settings.</exception>
    public Table6Results Run(string path, IProgress<(string Network, EpochResult Epoch)>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var results = Begin(path);
        results.Save(path); // a path that cannot be written fails before the work
        var runs = $"{path}.runs";
        foreach (var network in Networks.Where(network => results.Networks.All(done => done.Name != network.Name)))
        {
            var training = Train(network, Path.Combine(runs, network.Name), progress, cancellationToken);
            results = results with { Networks = [.. Networks.Join(results.Networks.Add(training), known => known.Name, done => done.Name, (_, done) => done)], Date = Today };
            results.Save(path);
        }

        if (Directory.Exists(runs))
            Directory.Delete(runs, recursive: true);
        return results;
    }

    static string Today => DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    Table6Results Begin(string path)
    {
        var none = new Table6Results(
            Dataset, Resolution, JsonElement.Parse(RecipeJson.ToJson(Recipe)), [],
            typeof(Table6Experiment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, Today, Processor.Name);
        if (!File.Exists(path))
            return none;
        var there = Table6Results.Load(path);
        return (there.Dataset, there.Resolution) == (Dataset, Resolution) && RecipeJson.ToJson(RecipeJson.Parse(there.Recipe.GetRawText(), path)) == RecipeJson.ToJson(Recipe)
            ? there
            : throw new MeasurementException(path, $"holds the experiment with other settings ({there.Dataset}, {there.Resolution} pixels); choose another file");
    }

    Table6Training Train(Table6Network network, string folder, IProgress<(string Network, EpochResult Epoch)>? progress, CancellationToken cancellationToken)
    {
        var recipe = Recipe with { Optimizer = Recipe.Optimizer with { LearningRate = network.LearningRate } };
        var task = new DetectionTask(((DetectionDataset)Images.Train).ClassNames, (DetectionDataset)Images.Train);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        using var start = Start(network, recipe, task);
        var run = TrainingRun.Create(folder, recipe, task, start, Images, Dataset);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var result = run.RunAsync(Training, new Listener(epoch => progress?.Report((network.Name, epoch))), cancellationToken).GetAwaiter().GetResult();
        var processor = Process.GetCurrentProcess().TotalProcessorTime - before;
        var costs = start.Graph.Analyze();
        var (ap, ap50) = (DetectionMetrics.AP.Name, DetectionMetrics.AP50.Name);
        return new(
            network.Name, network.Width, network.Printed, costs.ParametersWithoutBatchNorm, costs.Madds, network.LearningRate,
            result.Validation.Metrics[ap], result.Validation.Metrics[ap50], [.. result.History.Select(epoch => epoch.Metrics[ap])],
            Math.Round(result.Duration.TotalMinutes, 2), Math.Round(processor.TotalMinutes, 2), Math.Round(Milliseconds(start), 2));
    }

    /// <summary>The network for the classes of the images, with random weights; the same preprocessing for all.</summary>
    Model Start(Table6Network network, Recipe recipe, DetectionTask task)
    {
        var (graph, card) = network.Build(Resolution);
        using var random = new Model(graph, Initializer.TorchVision(graph, (ulong)recipe.Seed), card with
        {
            Preprocessing = Preprocessing.TensorFlow with { CropFraction = 1 },
            Provenance = new() { Source = $"{graph.Name}, from random weights" },
        });
        return task.ReplaceHead(random, recipe);
    }

    /// <summary>The fastest of many images on one thread: other programs only make it slower.</summary>
    static double Milliseconds(Model model)
    {
        using var engine = new Engine(model, new EngineOptions { Threads = 1 });
        using var session = engine.CreateSession();
        ReadOnlyMemory<float>[] inputs = [new float[session.Inputs[0].Shape.Count]];
        Memory<float>[] outputs = [.. session.Outputs.Select(output => new Memory<float>(new float[output.Node.Shape.Count]))];
        var best = double.PositiveInfinity;
        for (var i = 0; i < TimedRuns; i++)
        {
            var start = Stopwatch.GetTimestamp();
            session.Run(inputs, outputs);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }

    static Recipe ReadRecipe()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("table6.json")!);
        return RecipeJson.Parse(reader.ReadToEnd(), "table6");
    }

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
