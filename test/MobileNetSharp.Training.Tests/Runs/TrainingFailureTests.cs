using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests;

/// <summary>What stops a run is told in one line with what to do, and nothing that was saved is lost.</summary>
public class TrainingFailureTests
{
    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_with_step_pictures_and_remedy()
    {
        using var folder = new TempFolder();
        using var start = StartingModel.FromScratch(SmallRun.Recipe, SmallRun.Splits.Train.ClassNames);
        var weights = new Dictionary<string, Tensor>(start.Weights) { ["classifier.bias"] = Tensor.FromFloats([10], [float.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0]) };
        using var poisoned = new Model(start.Graph, new WeightSet(weights), start.Card);
        var run = TrainingRun.Create(folder.File("run"), SmallRun.Recipe, poisoned, SmallRun.Splits, folder.Path);
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellation: TestContext.Current.CancellationToken));
        Assert.Matches("no number any more at step 1 .*\\.png.*--set optimizer.learningRate", e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.NotNull(Checkpoint.Load(Path.Combine(run.Folder, "checkpoints", "last.safetensors")));
    }

    [Fact]
    public void A_full_disk_is_told_in_one_line_and_the_last_file_stays_whole()
    {
        using var folder = new TempFolder();
        var path = folder.File("last.safetensors");
        RunFiles.Write(path, "whole");
        var e = Assert.Throws<TrainingException>(() => RunFiles.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));
        Assert.Contains("last.safetensors: cannot be written: No space left on device. What was saved before is whole", e.Message, StringComparison.Ordinal);
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_is_refused()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var other = SmallRun.Create(folder, SmallRun.Recipe with { Network = SmallRun.Recipe.Network with { Model = "mobilenet_v2_0.2_32" } }, "other");
        File.Copy(Path.Combine(other.Folder, "checkpoints", "last.safetensors"), Path.Combine(run.Folder, "checkpoints", "last.safetensors"), overwrite: true);
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("another architecture: of 'mobilenet_v2_0.2_32', the run is of 'mobilenet_v2_0.1_32'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_was_cut_off_is_told()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var last = Path.Combine(run.Folder, "checkpoints", "last.safetensors");
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..1000]);
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellation: TestContext.Current.CancellationToken));
        Assert.StartsWith(last, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_run_is_not_overwritten()
    {
        using var folder = new TempFolder();
        SmallRun.Create(folder, SmallRun.Recipe);
        var e = Assert.Throws<TrainingException>(() => SmallRun.Create(folder, SmallRun.Recipe));
        Assert.Contains("--resume", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_run_is_not_resumed()
    {
        using var folder = new TempFolder();
        Assert.Contains("no run here", Assert.Throws<TrainingException>(() => TrainingRun.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public void A_broken_record_is_told_in_one_line(string json)
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var path = Path.Combine(run.Folder, "run.json");
        File.WriteAllText(path, json);
        Assert.StartsWith($"{path}: this is not the record of a run", Assert.Throws<TrainingException>(() => TrainingRun.Open(run.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_classifier_keeps_the_weights_before_it()
    {
        using var network = StartingModel.FromScratch(SmallRun.Recipe, ["a", "b", "c"]);
        using var replaced = ClassifierReplacement.Apply(network, ["x", "y"], dropout: 0.5, seed: 7);
        Assert.Equal(["x", "y"], replaced.Card.Labels);
        Assert.Equal(2, replaced.Graph.Outputs.Single().Node.Channels);
        Assert.Equal(OutputKind.Logits, replaced.Card.Outputs["logits"]);
        foreach (var (name, tensor) in replaced.Weights.Where(entry => !entry.Key.StartsWith("classifier", StringComparison.Ordinal)))
            Assert.True(tensor.Bytes.Span.SequenceEqual(network.Weights[name].Bytes.Span), name);
    }

    [Fact]
    public void Early_stopping_ends_a_phase_that_no_longer_gets_better()
    {
        using var folder = new TempFolder();
        var recipe = SmallRun.Recipe with
        {
            Phases = [new() { Epochs = 40 }],
            EarlyStopping = new() { Patience = 2, MinimumGain = 10 }, // no epoch is that much better
        };
        var result = SmallRun.Create(folder, recipe).Execute(OneThread, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1 + 2, result.History.Length);
    }

    [Fact]
    public void An_exported_model_is_read_back_and_agrees()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = [new() { Epochs = 1 }] });
        run.Execute(OneThread, cancellation: TestContext.Current.CancellationToken);
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var export = run.Export(format, OneThread, TestContext.Current.CancellationToken);
            Assert.Equal(export.Comparison.First.Images, export.Comparison.SameTop1);
            using var model = ModelFile.Load(export.Path);
            Assert.NotEmpty(model.Graph.Nodes);
        }
    }
}
