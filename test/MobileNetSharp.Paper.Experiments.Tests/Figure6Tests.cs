using MobileNetSharp.Graphs;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training;

namespace MobileNetSharp.Paper.Experiments.Tests;

/// <summary>Figure 6 as an experiment: what is compared, and that nothing finished is lost.</summary>
public class Figure6Tests
{
    static readonly Figure6Experiment Small = new()
    {
        Seeds = 1,
        Epochs = 2,
        TrainingImages = 20,
        ValidationImages = 10,
        Resolution = 32,
        WidthMultiplier = 0.1,
        Threads = 1,
    };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_variants_differ_in_what_the_figure_compares_and_in_nothing_else()
    {
        var graphs = Figure6Variant.All.ToDictionary(variant => variant.Name, new Figure6Experiment().Network);
        var linear = graphs["linear bottleneck"];
        Assert.Equal(17, Count<Conv2d>(linear, node => node.Name.EndsWith("project.conv", StringComparison.Ordinal))); // Table 2's blocks
        Assert.Equal((10, 10), (Count<Add>(linear), Count<Add>(graphs["shortcut between expansions"])));
        Assert.Equal((10, 0), (Count<Add>(graphs["shortcut between bottlenecks"]), Count<Add>(graphs["no shortcut"])));
        Assert.Equal(17, Count<Activation>(graphs["ReLU6 in the bottleneck"]) - Count<Activation>(linear));
        Assert.All(graphs.Values, graph => Assert.Equal(linear.WeightsOf().Select(spec => (spec.Name, string.Join(',', spec.Shape))), graph.WeightsOf().Select(spec => (spec.Name, string.Join(',', spec.Shape)))));
    }

    [Fact]
    public void Each_variant_has_a_curve_of_all_epochs_for_each_seed_and_the_papers_own_network_is_trained_once()
    {
        using var folder = new TempFolder();
        var path = folder.File("figure6.json");
        var trained = new List<Figure6Progress>();
        var report = (Small with { Seeds = 2, Threads = 2 }).Run(path, new Rows(trained.Add), Cancellation);
        Assert.True(report.IsComplete);
        Assert.All(report.Variants, variant => Assert.Equal([2, 2], variant.Curves.Select(curve => curve.Length)));
        Assert.Equal(report.Variants[0].Curves.SelectMany(curve => curve), report.Variants[2].Curves.SelectMany(curve => curve));
        Assert.Equal(4 * 2, trained.Count(progress => progress.Epoch == 2));
        Assert.Equal(1, trained[^1].Done, 1e-9);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(File.ReadAllText(path), Written(Figure6Results.Load(path), folder));
    }

    [Fact]
    public void What_was_done_is_kept_when_it_is_stopped_and_the_rest_comes_out_the_same()
    {
        using var folder = new TempFolder();
        var (whole, stopped) = (folder.File("whole.json"), folder.File("stopped.json"));
        Small.Run(whole, cancellationToken: Cancellation);
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Small.Run(stopped, new Rows(progress =>
        {
            if (progress is { Variant: "ReLU6 in the bottleneck", Epoch: 1 }) // in the middle of the second training
                source.Cancel();
        }), source.Token));
        Assert.Equal([1, 0, 1, 0, 0], Figure6Results.Load(stopped).Variants.Select(variant => variant.Curves.Length));

        var resumed = new List<Figure6Progress>();
        Small.Run(stopped, new Rows(resumed.Add), Cancellation);
        Assert.DoesNotContain(resumed, progress => progress.Variant == "linear bottleneck");
        Assert.Equal(2, Assert.Single(resumed, progress => progress.Variant == "ReLU6 in the bottleneck").Epoch);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(stopped));
    }

    [Fact]
    public void More_seeds_go_on_from_fewer_and_other_settings_are_refused()
    {
        using var folder = new TempFolder();
        var path = folder.File("figure6.json");
        var before = Small.Run(path, cancellationToken: Cancellation);
        var trained = new List<Figure6Progress>();
        var after = (Small with { Seeds = 2 }).Run(path, new Rows(trained.Add), Cancellation);
        Assert.All(trained, progress => Assert.Equal(2, progress.Seed));
        Assert.All(before.Variants.Zip(after.Variants), pair => Assert.Equal(pair.First.Curves[0], pair.Second.Curves[0]));
        var e = Assert.Throws<MeasurementException>(() => (Small with { Epochs = 3 }).Run(path, cancellationToken: Cancellation));
        Assert.Contains("figure6.json: holds the experiment with other settings (2 epochs", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_one_training_is_told_and_stops_the_others()
    {
        using var folder = new TempFolder();
        var path = folder.File("figure6.json");
        Directory.CreateDirectory($"{path}.runs");
        File.WriteAllText(Path.Combine($"{path}.runs", "relu6-1"), "a file where a run's folder should be");
        Assert.Throws<TrainingException>(() => (Small with { Threads = 2, Epochs = 200 }).Run(path, cancellationToken: Cancellation));
        Assert.All(Figure6Results.Load(path).Variants, variant => Assert.Empty(variant.Curves));
    }

    /// <summary>So that more seeds can be added to the results that the paper's report shows.</summary>
    [Fact]
    public void The_results_of_the_report_are_those_of_the_experiment_with_its_defaults()
    {
        using var folder = new TempFolder();
        var path = folder.File("figure6.json");
        Figure6Results.BuiltIn.Save(path);
        Assert.True(new Figure6Experiment().Run(path, cancellationToken: Cancellation).IsComplete);
        Assert.Equal(File.ReadAllText(Repository.Path("src/MobileNetSharp.Paper/Measurements/figure6.json")), File.ReadAllText(path));
    }

    [Fact]
    public void Mean_and_spread_are_of_the_last_epoch_over_the_seeds()
    {
        var curves = new Figure6Curves("name", "6a", [[0.1, 0.5], [0.9, 0.6], [0.2, 0.7]]);
        Assert.Equal((0.6, 0.1), (curves.FinalMean, curves.FinalSpread));
        Assert.Null(new Figure6Curves("name", "6a", [[0.1, 0.5]]).FinalSpread);
    }

    static int Count<T>(Graph graph, Func<Node, bool>? wanted = null) => graph.Nodes.Count(node => node.Op is T && wanted?.Invoke(node) != false);

    static string Written(Figure6Results report, TempFolder folder)
    {
        report.Save(folder.File("again.json"));
        return File.ReadAllText(folder.File("again.json"));
    }

    sealed class Rows(Action<Figure6Progress> report) : IProgress<Figure6Progress>
    {
        public void Report(Figure6Progress value) => report(value);
    }
}
