using MobileNetSharp.Cards;
using MobileNetSharp.Files;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Native;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Tests;

/// <summary>What stops a run is told in one line with what to do, and nothing that was saved is lost.</summary>
public class TrainingFailureTests
{
    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_with_step_images_and_remedy()
    {
        using var folder = new TempFolder();
        using var start = StartingModel.FromScratch(SmallRun.Recipe, SmallRun.Task);
        var weights = new Dictionary<string, Tensor>(start.Weights) { ["classifier.bias"] = Tensor.FromFloats([10], [float.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0]) };
        using var poisoned = new Model(start.Graph, new WeightSet(weights), start.Card);
        var run = TrainingRun.Create(folder.File("run"), SmallRun.Recipe, SmallRun.Task, poisoned, SmallRun.Splits, folder.File("images"));
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Matches("no longer a number at step 1 .*\\.png.*optimizer.learningRate", e.Message);
        Assert.Equal((TrainingFailure.Diverged, 1, 8), (e.Failure, e.Step, e.Images.Length));
        Assert.DoesNotContain('\n', e.Message);
        Assert.NotNull(Checkpoint.Load(Path.Combine(run.Folder, "checkpoints", "last.safetensors")));
    }

    [Fact]
    public void A_gradient_that_is_no_number_is_told_before_it_spoils_the_weights()
    {
        using var folder = new TempFolder();
        using var start = StartingModel.FromScratch(SmallRun.Recipe, SmallRun.Task);
        // The variance of such values overflows, and the loss stays finite.
        var weights = start.Weights.ToDictionary(entry => entry.Key, entry => entry.Key == "stem.conv.weight"
            ? Tensor.FromFloats(entry.Value.Shape, Array.ConvertAll(entry.Value.ToFloats(), value => value * 1e20f))
            : entry.Value);
        using var extreme = new Model(start.Graph, new WeightSet(weights), start.Card);
        var run = TrainingRun.Create(folder.File("run"), SmallRun.Recipe, SmallRun.Task, extreme, SmallRun.Splits, folder.File("images"));
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Matches("(gradient|weight).* no longer a number at step", e.Message);
        Assert.All(
            Checkpoint.Load(Path.Combine(run.Folder, "checkpoints", "last.safetensors")).Weights,
            entry => Assert.All(entry.Value.ToFloats(), value => Assert.True(float.IsFinite(value), entry.Key)));
        Assert.False(File.Exists(Path.Combine(run.Folder, "checkpoints", "best.safetensors")));
    }

    [Fact]
    public void What_libtorch_refuses_is_told_in_one_line()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var e = Assert.Throws<TrainingException>(() => run.Execute(
            OneThread, new Listener(_ => torch.zeros(2).reshape(3)), TestContext.Current.CancellationToken));
        Assert.Matches(@"^libtorch: shape '\[3\]' is invalid for input of size 2\. The last checkpoint is whole\.$", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_batch_of_one_image_is_normalized_by_the_running_statistics_where_its_map_is_a_single_value()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Data = SmallRun.Recipe.Data with { BatchSize = 1 }, Phases = [new() { Epochs = 1 }] });
        var result = run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(result.History[0].TrainingLoss));
        using var model = ModelFile.Load(run.ModelPath);
        Assert.All(model.Weights.Where(entry => entry.Key.EndsWith("running_var", StringComparison.Ordinal)), entry => Assert.All(entry.Value.ToFloats(), value => Assert.True(value > 0, entry.Key)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_none_of_which_can_be_read_are_no_training(bool onFeatures)
    {
        using var folder = new TempFolder();
        var recipe = SmallRun.Recipe with { Data = SmallRun.Recipe.Data with { SkipsBroken = true } };
        var splits = SmallRun.Splits with { Train = new BrokenDataset(SmallRun.Splits.Train, _ => true) };
        var run = SmallRun.Create(folder, onFeatures ? recipe with { Phases = SmallRun.HeadThenAll } : recipe, splits: splits);
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("None of the 30 images", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_none_of_which_can_be_read_validate_nothing()
    {
        using var folder = new TempFolder();
        var recipe = SmallRun.Recipe with { Data = SmallRun.Recipe.Data with { SkipsBroken = true }, Phases = SmallRun.HeadThenAll };
        var run = SmallRun.Create(folder, recipe, splits: SmallRun.Splits with { Validation = new BrokenDataset(SmallRun.Splits.Validation, _ => true) });
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("None of the 10 images to validate with", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrupt_image_stops_a_run_that_goes_on_to_the_same_weights_once_it_is_repaired()
    {
        using var folder = new TempFolder();
        var whole = SmallRun.Create(folder, SmallRun.Recipe, "whole");
        whole.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);

        // The last image of the second epoch's second batch: the first epoch is trained without trouble.
        var reads = 0;
        var broken = new BrokenDataset(SmallRun.Splits.Train, _ => Interlocked.Increment(ref reads) > 40);
        var stopped = SmallRun.Create(folder, SmallRun.Recipe, "stopped", SmallRun.Splits with { Train = broken });
        var e = Assert.Throws<TrainingException>(() => stopped.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Matches(@"\.png: cut off.* resume.*data\.skipsBroken", e.Message);
        Assert.Equal(TrainingFailure.UnreadableImage, e.Failure);
        Assert.DoesNotContain('\n', e.Message);
        Assert.True(Checkpoint.Load(Path.Combine(stopped.Folder, "checkpoints", "last.safetensors")).State.Step > 3, "what was trained before is saved");

        ClassificationRun.Open(stopped.Folder, SmallRun.Images).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        SmallRun.AssertSameWeights(whole, stopped);
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

    [Theory]
    [InlineData(28, true)] // ENOSPC
    [InlineData(122, true)] // EDQUOT
    [InlineData(24, false)] // EMFILE
    [InlineData(27, false)] // EFBIG
    [InlineData(30, false)] // EROFS
    public void Room_is_asked_for_only_where_there_is_none(int number, bool isRoom)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "has the numbers of Linux");
        using var folder = new TempFolder();
        var e = Assert.Throws<TrainingException>(() => RunFiles.Write(folder.File("a"), _ => throw new IOException("x", number)));
        Assert.Equal(isRoom, e.Message.Contains("make room", StringComparison.Ordinal));
        Assert.EndsWith(" resume the run.", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("make room", RunFiles.CannotWrite("a", new UnauthorizedAccessException()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 99 bytes.", true)]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB", true)]
    [InlineData("std::bad_alloc", true)]
    [InlineData("mat1 and mat2 shapes cannot be multiplied (1x2 and 3x4)", false)]
    public void Smaller_batches_are_advised_only_where_memory_is_short(string message, bool isMemory)
    {
#pragma warning disable CA2201 // What TorchSharp throws.
        var e = TorchFailure.Of(new System.Runtime.InteropServices.ExternalException($"{message}\nframe #0: native"));
#pragma warning restore CA2201
        Assert.Equal(isMemory ? TrainingFailure.OutOfMemory : TrainingFailure.Torch, e.Failure);
        Assert.Equal(isMemory, e.Message.Contains("Smaller batches", StringComparison.Ordinal));
        Assert.DoesNotContain("frame", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_is_refused()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var other = SmallRun.Create(folder, SmallRun.Recipe with { Network = SmallRun.Recipe.Network with { Model = "mobilenet_v2_0.2_32" } }, "other");
        File.Copy(Path.Combine(other.Folder, "checkpoints", "last.safetensors"), Path.Combine(run.Folder, "checkpoints", "last.safetensors"), overwrite: true);
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("another architecture: of 'mobilenet_v2_0.2_32', the run is of 'mobilenet_v2_0.1_32'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_was_cut_off_is_told()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var last = Path.Combine(run.Folder, "checkpoints", "last.safetensors");
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..1000]);
        var e = Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith(last, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_run_is_not_overwritten()
    {
        using var folder = new TempFolder();
        SmallRun.Create(folder, SmallRun.Recipe);
        var e = Assert.Throws<TrainingException>(() => SmallRun.Create(folder, SmallRun.Recipe));
        Assert.Contains("there is a run here already", e.Message, StringComparison.Ordinal);
        Assert.Equal((TrainingFailure.RunExists, Path.GetFullPath(folder.File("run"))), (e.Failure, e.Folder));
    }

    [Theory]
    [InlineData("images/runs/images")]
    [InlineData("images")]
    public void A_run_among_its_images_is_refused_since_it_would_become_a_class(string name)
    {
        using var folder = new TempFolder();
        Assert.Contains("lies among the images", Assert.Throws<TrainingException>(() => SmallRun.Create(folder, SmallRun.Recipe, name)).Message, StringComparison.Ordinal);
        Assert.NotNull(SmallRun.Create(folder, SmallRun.Recipe, "images and run"));
    }

    [Fact]
    public void Two_runs_at_once_do_not_share_a_folder()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        using (new RunFiles(run.Folder).Lock())
        {
            Assert.Contains("another run is at work", Assert.Throws<TrainingException>(() => run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
            Assert.Contains("another run is at work", Assert.Throws<TrainingException>(() => SmallRun.Create(folder, SmallRun.Recipe)).Message, StringComparison.Ordinal);
        }

        Assert.NotNull(run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_a_killed_process_was_writing_is_cleared_away()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = [new() { Epochs = 0 }] });
        var checkpoints = Path.Combine(run.Folder, "checkpoints");
        Assert.Throws<InvalidCastException>(() => AtomicFile.Write(Path.Combine(checkpoints, "last.safetensors"), _ =>
        {
            var partial = Assert.Single(Directory.GetFiles(checkpoints, AtomicFile.PartialPattern));
            File.Copy(partial, partial.Replace(".partial", "2.partial", StringComparison.Ordinal)); // the process ends here: nobody deletes it
            throw new InvalidCastException();
        }));
        Assert.Single(Directory.GetFiles(checkpoints, AtomicFile.PartialPattern));
        run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetFiles(checkpoints, AtomicFile.PartialPattern));
    }

    [Fact]
    public void A_folder_without_a_run_is_not_resumed()
    {
        using var folder = new TempFolder();
        Assert.Contains("no run here", Assert.Throws<TrainingException>(() => ClassificationRun.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "data": null, "network": "n" }""")]
    [InlineData("""{ "data": "a", "data": "b", "network": "n" }""")]
    [InlineData("""{ "data": "\ud800", "network": "n" }""")]
    [InlineData("""{ "\ud800": "a", "network": "n" }""")]
    [InlineData("""{ "data": "a", "network": "n", "annotations": { "format": "nothing" } }""")]
    [InlineData("""{ "data": "a", "network": "n", "annotations": { "firstPixel": 2 } }""")]
    public void A_broken_record_is_told_in_one_line(string json)
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var path = Path.Combine(run.Folder, "run.json");
        File.WriteAllText(path, json);
        Assert.StartsWith($"{path}: this is not the record of a run", Assert.Throws<TrainingException>(() => ClassificationRun.Open(run.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_classifier_keeps_the_weights_before_it()
    {
        using var network = StartingModel.FromScratch(SmallRun.Recipe, new ClassificationTask(["a", "b", "c"]));
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
        var result = SmallRun.Create(folder, recipe).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1 + 2, result.History.Length);
    }

    [Fact]
    public void An_exported_model_is_read_back_and_agrees()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = [new() { Epochs = 1 }] });
        run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var export = run.Export(format, OneThread, TestContext.Current.CancellationToken);
            Assert.Equal(export.Comparison.Images, export.Comparison.Agreements);
            using var model = ModelFile.Load(export.Path);
            Assert.NotEmpty(model.Graph.Nodes);
        }
    }
}
