using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Profiling;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests;

public class ProfilingTests
{
    [Theory]
    [InlineData(EngineKind.Fast)]
    [InlineData(EngineKind.Reference)]
    public void A_profile_has_every_node_that_computes_once_and_a_time_for_each_step(EngineKind kind)
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32 });
        using var model = new Model(graph, SpreadWeights.For(graph, seed: 1), ModelCard.Empty);
        using var engine = new Engine(model, new EngineOptions { Kind = kind, Threads = 1 });
        using var session = engine.CreateSession();
        var profile = session.StartProfile();
        session.Run(SpreadWeights.Input(graph.Inputs[0].Shape, seed: 2), new float[1000], TestContext.Current.CancellationToken);

        var nodes = profile.Steps.SelectMany(step => step).Select(node => node.Name).ToList();
        Assert.Equal(nodes.Distinct(), nodes);
        Assert.Empty(graph.Nodes.Where(node => node.Op is Conv2d or Linear or Add or GlobalAveragePool).Select(node => node.Name).Except(nodes));
        Assert.Equal(profile.Steps.Length, profile.Times.Length);
        Assert.All(profile.Times.ToArray(), time => Assert.True(time > TimeSpan.Zero));
    }

    [Fact]
    public void Quantiles_are_interpolated()
    {
        var quantiles = Quantiles.From([4, 1, 3, 2, 0]);
        Assert.Equal((2, 0.4, 3.6), (quantiles.Median, quantiles.P10, quantiles.P90));
        Assert.Equal(new Quantiles(7, 7, 7), Quantiles.From([7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.From([]));
    }

    [Fact]
    public void Warming_up_ends_when_runs_get_no_faster()
    {
        var runs = 0;
        // The time of a run is at most its sleep-free work: many turns at first, few later.
        var times = WarmUp.Run(() => Thread.SpinWait(runs++ < 20 ? 100_000 / (runs + 1) : 2_000), TimeSpan.FromSeconds(20));
        Assert.Equal(runs, times.Count);
        Assert.InRange(runs, 10, 1_000_000);
        Assert.Equal(2, WarmUp.Run(() => { }, TimeSpan.Zero).Count);
    }

    [Fact]
    public void The_first_steady_run_is_the_first_within_a_tenth() =>
        Assert.Equal((3, 1, null), (WarmUp.FirstSteadyRun([9, 3, 1.1, 5, 1], 1), WarmUp.FirstSteadyRun([1], 1), WarmUp.FirstSteadyRun([], 1)));

    [Fact]
    public void The_processor_has_a_name_a_width_and_a_peak()
    {
        Assert.NotEmpty(Processor.Name);
        Assert.Contains(Processor.Vectors, (string[])["512", "256", "128", "scalar"]);
        Assert.True(Processor.MeasurePeakGflops() > 0);
    }
}
