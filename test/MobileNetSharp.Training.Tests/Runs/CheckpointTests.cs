using System.Text.Json.Nodes;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests;

/// <summary>A damaged checkpoint is refused rather than resumed to other weights.</summary>
public sealed class CheckpointTests : IClassFixture<StoppedRun>
{
    const string StateKey = "mobilenetsharp.training", ChecksumKey = "mobilenetsharp.sha256";

    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    readonly StoppedRun stopped;
    readonly string last;

    public CheckpointTests(StoppedRun stopped)
    {
        (this.stopped, last) = (stopped, Path.Combine(stopped.Run.Folder, "checkpoints", "last.safetensors"));
        File.WriteAllBytes(last, stopped.Last);
    }

    [Fact]
    public void Any_bit_flipped_is_found()
    {
        var whole = File.ReadAllBytes(last);
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i < 50 ? random.Next(4000) : random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(last, damaged);
            var e = Assert.Throws<TrainingException>(() => Checkpoint.Load(last));
            Assert.StartsWith(last, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    [Theory]
    [InlineData("optimizer/classifier.weight/mean")]
    [InlineData("optimizer/")]
    [InlineData("average/stem.conv.weight")]
    [InlineData("average/")]
    public void What_is_missing_is_named(string name)
    {
        Rewrite(file => Where(file, tensor => !tensor.Key.StartsWith(name, StringComparison.Ordinal)));
        Assert.Contains($"'{name}", Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("optimizer/classifier.weight/square")]
    [InlineData("average/stem.bn.running_var")]
    [InlineData("weights/stem.conv.weight")]
    public void Another_element_type_is_named(string name)
    {
        Rewrite(file => With(file, name, tensor => new Tensor(Graphs.ElementType.Int32, tensor.Shape, tensor.Bytes)));
        Assert.Contains($"'{name}' is Int32", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_belong_to_the_run_is_named()
    {
        Rewrite(file => new(file.Metadata, new Dictionary<string, Tensor>(file.Tensors) { ["average/other"] = Tensor.FromFloats([1], [0]) }));
        Assert.Contains("'average/other' is not part of the run", Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("phase", "-1")]
    [InlineData("phase", "7")]
    [InlineData("phase", "99999999999")]
    [InlineData("epoch", "-2")]
    [InlineData("nextBatch", "2000000000")]
    [InlineData("seconds", "\"Infinity\"")]
    [InlineData("epochSeconds", "\"NaN\"")]
    [InlineData("lossSum", "\"Infinity\"")]
    [InlineData("history", "[null]")]
    [InlineData("history", "[{}]")]
    [InlineData("history", "5")]
    [InlineData("broken", "[null]")]
    [InlineData("step", "1, \"step\": 2")]
    [InlineData("\\ud800", "1")]
    public void A_state_that_no_run_can_have_is_told_in_one_line(string field, string value)
    {
        RewriteState(state =>
        {
            state.Remove(field);
            return $"{{ \"{field}\": {value}, {state.ToJsonString()[1..]}";
        });
        Assert.NotEmpty(Refused());
    }

    [Fact]
    public void An_epoch_with_a_figure_twice_is_told_in_one_line()
    {
        RewriteState(state => state.ToJsonString().Replace("\"isBest\":", "\"epoch\":1,\"isBest\":", StringComparison.Ordinal));
        Assert.Contains("The state of the run is invalid", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_version_0_1_which_has_no_checksum_is_resumed_to_the_same_weights()
    {
        var whole = SmallRun.Create(stopped.Folder, stopped.Run.Recipe, "whole");
        whole.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Rewrite(file => file);
        Assert.DoesNotContain(ChecksumKey, SafetensorsFile.Read(File.ReadAllBytes(last)).Metadata.Keys);
        ClassificationRun.Open(stopped.Run.Folder, SmallRun.Images).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        SmallRun.AssertSameWeights(whole, stopped.Run);
    }

    /// <summary>The next phase, or the finished model, would begin from it.</summary>
    [Fact]
    public void The_best_weights_with_a_bit_flipped_are_refused_at_the_end_of_the_phase()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = [new() { Epochs = 1 }] });
        var best = Path.Combine(run.Folder, "checkpoints", "best.safetensors");
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, new Listener(Damage), TestContext.Current.CancellationToken));
        Assert.StartsWith($"{best}: this file is damaged", e.Message, StringComparison.Ordinal);

        void Damage(TrainingProgress progress)
        {
            if (progress.Completed is null)
                return;
            var bytes = File.ReadAllBytes(best);
            bytes[^100] ^= 1;
            File.WriteAllBytes(best, bytes);
        }
    }

    string Refused()
    {
        var e = Assert.Throws<TrainingException>(() => ClassificationRun.Open(stopped.Run.Folder, SmallRun.Images).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith(last, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(TrainingFailure.NoRun, e.Failure);
        return e.Message;
    }

    /// <summary>Changed on purpose, as version 0.1 would have written it: without a checksum.</summary>
    void Rewrite(Func<SafetensorsFile, SafetensorsFile> change)
    {
        var file = change(SafetensorsFile.Read(File.ReadAllBytes(last)));
        using var stream = File.Create(last);
        new SafetensorsFile(file.Metadata.Where(entry => entry.Key != ChecksumKey).ToDictionary(), file.Tensors).Write(stream);
    }

    void RewriteState(Func<JsonObject, string> change) => Rewrite(file => new(
        new Dictionary<string, string>(file.Metadata) { [StateKey] = change(JsonNode.Parse(file.Metadata[StateKey])!.AsObject()) }, file.Tensors));

    static SafetensorsFile Where(SafetensorsFile file, Func<KeyValuePair<string, Tensor>, bool> keep) => new(file.Metadata, file.Tensors.Where(keep).ToDictionary());

    static SafetensorsFile With(SafetensorsFile file, string name, Func<Tensor, Tensor> change) =>
        new(file.Metadata, new Dictionary<string, Tensor>(file.Tensors) { [name] = change(file.Tensors[name]) });
}

/// <summary>A run with an average and an optimizer that remembers, stopped in its second epoch.</summary>
public sealed class StoppedRun : IDisposable
{
    public StoppedRun()
    {
        Run = SmallRun.Create(Folder, SmallRun.Recipe with { EmaDecay = 0.9, Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.01 } });
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Run.Execute(new TrainingOptions { Threads = 1 }, new Listener(Count), stop.Token));
        Last = File.ReadAllBytes(Path.Combine(Run.Folder, "checkpoints", "last.safetensors"));

        void Count(TrainingProgress progress)
        {
            if (progress.Note is null && ++steps == 7)
                stop.Cancel();
        }
    }

    public TempFolder Folder { get; } = new();

    public TrainingRun<int, ClassificationResult> Run { get; }

    /// <summary>The checkpoint that the stop left.</summary>
    public byte[] Last { get; }

    public void Dispose() => Folder.Dispose();
}
