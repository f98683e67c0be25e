using System.Diagnostics;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Cli.Tests;

/// <summary><c>mobilenet train classify</c> as a user meets it: from a folder to a model, killed, interrupted, and with what is wrong in the folder.</summary>
public sealed class TrainTests : IDisposable
{
    const int Images = 40;

    /// <summary>Eight epochs of four steps, of a network that takes a moment.</summary>
    static readonly string[] Small =
    [
        "--recipe", "from-scratch-small", "--model", "mobilenet_v2_0.1_32", "--threads", "1", "--epochs", "8",
        "--set", "data.batchSize=8", "--set", "network.cropFraction=1",
    ];

    readonly Mobilenet mobilenet = new();

    public TrainTests()
    {
        var shapes = new ShapesDataset(Images, size: 32);
        for (var i = 0; i < Images; i++)
        {
            var path = mobilenet.File($"shapes/{shapes.NameOf(i)}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            shapes.Load(i).SavePng(path);
        }
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void A_run_that_was_killed_is_resumed_to_the_same_weights()
    {
        var whole = mobilenet.Run(["train", "classify", "shapes", "--out", "whole", "--json", "--quiet", .. Small]);
        Assert.Equal((0, 8), (whole.ExitCode, whole.Json.GetProperty("epochs").GetInt32()));

        using (var process = Begin("killed"))
        {
            process.Kill();
            process.WaitForExit();
        }

        Assert.False(File.Exists(mobilenet.File("killed/model.safetensors")));
        var resumed = mobilenet.Run("train", "classify", "--resume", "killed", "--threads", "1", "--export", "onnx");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("model.onnx", resumed.Output);
        var info = mobilenet.Run("info", "killed/model.safetensors").Output;
        Assert.Matches(@"training +recipe from-scratch-small, 8 epochs, \d{4}-\d\d-\d\d\n", info);
        Assert.Matches(@"metrics +top1Percent \d", info);
        AssertSameWeights("whole", "killed");
    }

    /// <summary>As a kill leaves it between the record and the first checkpoint.</summary>
    [Fact]
    public void A_run_that_was_killed_before_its_first_checkpoint_is_begun_again_by_its_recipe()
    {
        string[] begin = ["train", "classify", "shapes", "--quiet", "--seed", "7", .. Small, "--out"];
        Assert.Equal(0, mobilenet.Run([.. begin, "runs/whole"]).ExitCode);
        Directory.CreateDirectory(mobilenet.File("runs/killed/checkpoints"));
        foreach (var file in new[] { "recipe.json", "split.json", "run.json" })
            File.Copy(mobilenet.File($"runs/whole/{file}"), mobilenet.File($"runs/killed/{file}"));
        Directory.SetLastWriteTimeUtc(mobilenet.File("runs/whole/checkpoints"), DateTime.UtcNow.AddHours(-1));
        var resumed = mobilenet.Run("train", "classify", "--resume", "--threads", "1");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains($"Newest run: {Path.Combine("runs", "killed")}", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("the run ended before its first checkpoint; beginning again by its recipe", resumed.Output + resumed.Error, StringComparison.Ordinal);
        AssertSameWeights("runs/whole", "runs/killed");
    }

    [Theory]
    [InlineData("-HUP", 129)]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 143)]
    public void A_signal_saves_and_says_how_to_go_on(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a signal is sent by kill");
        using var process = Begin("stopped");
        using (var kill = Process.Start("kill", [signal, $"{process.Id}"]))
            kill.WaitForExit();
        var rest = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Contains("mobilenet train classify --resume", rest);
        Assert.Equal(0, mobilenet.Run("train", "classify", "--resume", "stopped", "--threads", "1", "--quiet").ExitCode);
    }

    [Fact]
    public void What_cannot_be_trained_on_is_told_in_one_line()
    {
        Directory.CreateDirectory(mobilenet.File("shapes/nothing"));
        AssertLine("nothing", "train", "classify", "shapes");
        Directory.Delete(mobilenet.File("shapes/nothing"));

        File.WriteAllBytes(mobilenet.File("shapes/disc/broken.png"), [1, 2, 3]);
        AssertLine("broken.png", ["train", "classify", "shapes", "--out", "broken", .. Small]);
        AssertLine("Resume it with 'mobilenet train classify --resume broken', or choose another folder with --out.", ["train", "classify", "shapes", "--out", "broken", .. Small]);
        AssertLine("--set data.skipsBroken=true.", "train", "classify", "--resume", "broken");
        var skipped = mobilenet.Run(["train", "classify", "shapes", "--out", "skipped", "--set", "data.skipsBroken=true", .. Small]);
        Assert.True(skipped.ExitCode == 0, skipped.Error);
        Assert.Contains("broken.png", skipped.Error);

        Directory.CreateDirectory(mobilenet.File("one"));
        Directory.Move(mobilenet.File("shapes/ring"), mobilenet.File("one/ring"));
        AssertLine("single class, 'ring'", "train", "classify", "one");
    }

    [Theory]
    [InlineData("the nearest is 'optimizer.learningRate'", "shapes", "--set", "optimizer.learnRate=1")]
    [InlineData("Fields are set with --set FIELD=VALUE", "shapes", "--set", "optimizer.learningRate=0")]
    [InlineData("the nearest is 'optimizer.learningRate'", "shapes", "--set", "lr=1")]
    [InlineData("the nearest is 'data.batchSize'", "shapes", "--set", "batch_size=1")]
    [InlineData("Set the epochs of the run with --epochs N.", "shapes", "--set", "epochs=3")]
    [InlineData("The nearest is 'finetune'", "shapes", "--recipe", "fintune")]
    [InlineData("missing: no such file or folder", "missing")]
    public void A_wrong_word_is_told_with_the_right_one(string expected, params string[] words) =>
        AssertLine(expected, ["train", "classify", .. words]);

    [Theory]
    [InlineData("--set", "seed=2")]
    [InlineData("--epochs", "9")]
    [InlineData("--learning-rate", "0.1")]
    [InlineData("--seed", "2")]
    [InlineData("--out", "elsewhere")]
    public void What_only_a_beginning_can_hear_is_refused_when_resuming(params string[] words)
    {
        var result = mobilenet.Run(["train", "classify", "--resume", "run", .. words]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{words[0]} only applies to a new run", result.ErrorLines[0]);
    }

    [Fact]
    public void A_run_goes_on_with_images_that_have_moved()
    {
        mobilenet.Run(["train", "classify", "shapes", "--out", "run", "--quiet", .. Small]);
        Directory.Move(mobilenet.File("shapes"), mobilenet.File("moved"));
        AssertLine("no longer there; say where they are now. Type: mobilenet train classify DATA --resume run.", "train", "classify", "--resume", "run");
        Assert.Equal(0, mobilenet.Run("train", "classify", "moved", "--resume", "run", "--quiet").ExitCode);
    }

    [Fact]
    public void The_end_says_which_epoch_is_the_best_and_why_and_its_folder_is_taken_as_a_model()
    {
        var result = mobilenet.Run(["train", "classify", "shapes", "--out", "run", .. Small]);
        Assert.True(result.ExitCode == 0, result.Error);
        var lines = result.Output.Split('\n');
        Assert.Matches(@"^best: epoch \d+ \(highest top-1 [0-9.]+ %.*\), top-1 [0-9.]+ % \(\d+ of 10\)$", lines[0]);
        Assert.Matches("^on 10 validation images; 8 epochs in .* s$", lines[1]);
        Assert.Contains("at most 8 epochs in 1 phase", result.Error);
        Assert.Contains("Next: mobilenet classify IMAGE --model run", result.ErrorLines[^1]);

        // The last mark in the table is the epoch that is called the best.
        var marked = result.ErrorLines.Last(line => line.EndsWith("best so far", StringComparison.Ordinal)).Trim().Split(' ')[0];
        Assert.StartsWith($"best: epoch {marked} ", lines[0]);

        var image = Directory.EnumerateFiles(mobilenet.File("shapes/disc")).First();
        Assert.Equal(0, mobilenet.Run("classify", image, "--model", "run").ExitCode);
        Assert.Equal(0, mobilenet.Run("info", "run").ExitCode);
        var evaluated = mobilenet.Run("eval", "classify", "shapes", "--model", "run", "--json");
        Assert.Equal(30, evaluated.Json.GetProperty("trainingImages").GetInt32());
        Assert.Contains("the model was trained on 30 of these 40 images", evaluated.Error);
        var unseen = mobilenet.Run("eval", "classify", "shapes", "--model", "run", "--split", "run/split.json", "--json");
        Assert.Equal((0, ""), (unseen.Json.GetProperty("trainingImages").GetInt32(), unseen.Error));
        AssertLine("run/checkpoints: this is a folder without a model.safetensors", "classify", image, "--model", "run/checkpoints");
        AssertLine("there is a run here already", ["train", "classify", "shapes", "--out", "run", .. Small]);
    }

    [Fact]
    public void A_libtorch_of_the_machine_is_used_instead_of_the_packaged_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a build with libtorch cannot use another");
        var packaged = Directory.EnumerateFiles(AppContext.BaseDirectory, "libtorch_cpu.so", SearchOption.AllDirectories).First();
        var folder = Directory.CreateDirectory(mobilenet.File("pytorch/torch/lib")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(packaged)!).Where(file => Path.GetFileName(file) is var name && (name.StartsWith("libc10", StringComparison.Ordinal) || name.StartsWith("libtorch.", StringComparison.Ordinal) || name.StartsWith("libtorch_cpu.", StringComparison.Ordinal) || name.StartsWith("libgomp", StringComparison.Ordinal))))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        using var process = mobilenet.Start(["train", "classify", "shapes", "--out", "run", "--libtorch", "pytorch", .. Small]);
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("    1  ", StringComparison.Ordinal))
        {
        }

        var loaded = File.ReadLines($"/proc/{process.Id}/maps").Where(line => line.EndsWith("libtorch_cpu.so", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct();
        Assert.Equal(Path.Combine(folder, "libtorch_cpu.so"), Assert.Single(loaded));
        process.Kill();
        process.WaitForExit();
        AssertLine("there is no libtorch_cpu.so here", "train", "classify", "shapes", "--libtorch", "shapes");
    }

    /// <summary>No library is copied through it, and TorchSharp copies none into the program's folder.</summary>
    [Fact]
    public void A_temporary_folder_is_not_needed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes another temporary folder");
        mobilenet.Environment["TMPDIR"] = mobilenet.File("none");
        var result = mobilenet.Run(["train", "classify", "shapes", "--out", "run", "--quiet", .. Small]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }

    /// <summary>In a copy of the program, as TorchSharp writes into the program's folder.</summary>
    [Fact]
    public void A_libtorch_that_cannot_be_loaded_is_told_in_one_line_and_none_is_copied()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere libraries have other names and places");
        var program = Directory.CreateDirectory(mobilenet.File("program")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.*").Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, Path.Combine(program, Path.GetFileName(file)));
        foreach (var name in new[] { "torch_cpu", "torch", "c10", "LibTorchSharp" })
            File.WriteAllText(Path.Combine(program, $"lib{name}.so"), "damaged");
        File.Delete(Path.Combine(program, "mobilenet.deps.json")); // libraries are looked for beside the program only
        using var process = mobilenet.StartProgram(Path.Combine(program, "mobilenet.dll"), ["train", "classify", "shapes", "--out", "run", .. Small]);
        var (output, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.Equal((1, ""), (process.ExitCode, output));
        Assert.StartsWith($"mobilenet: libtorch cannot be loaded: {Path.Combine(program, "libtorch_cpu.so")}: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(program, "cpu")));
        Assert.False(Directory.Exists(mobilenet.File("run")));
    }

    [Fact]
    public void The_newest_run_is_resumed_without_its_name()
    {
        mobilenet.Run(["train", "classify", "shapes", "--out", "runs/old", "--quiet", .. Small]);
        mobilenet.Run(["train", "classify", "shapes", "--out", "runs/new one", "--quiet", .. Small]);
        Directory.SetLastWriteTimeUtc(mobilenet.File("runs/old/checkpoints"), DateTime.UtcNow.AddHours(-1));
        var result = mobilenet.Run("train", "classify", "--resume", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"Newest run: {Path.Combine("runs", "new one")}", result.Error);
        Assert.EndsWith("new one", result.Json.GetProperty("run").GetString());
    }

    [Fact]
    public void A_recipe_is_printed_with_what_the_options_change()
    {
        string[] print = ["train", "classify", "--recipe", "finetune", "--lr", "0.5", "--batch-size", "8", "--seed", "3", "--set", "clipNorm=2", "--print"];
        var text = mobilenet.Run(print);
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Matches(@"optimizer\.learningRate +0\.5 +the learning rate", text.Output);
        Assert.Matches(@"phases\.0\.batchSize +0 +images in a batch; 0: data\.batchSize", text.Output);
        var json = mobilenet.Run([.. print, "--json"]);
        File.WriteAllText(mobilenet.File("mine.json"), json.Output);
        Assert.Equal(json.Output, mobilenet.Run("train", "classify", "--recipe", "mine.json", "--print", "--json").Output);
        Assert.Equal((8, 3, 2.0), (json.Json.GetProperty("data").GetProperty("batchSize").GetInt32(), json.Json.GetProperty("seed").GetInt32(), json.Json.GetProperty("clipNorm").GetDouble()));
    }

    void AssertLine(string expected, params string[] args)
    {
        var result = mobilenet.Run([.. args, "--quiet"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.ErrorLines));
    }

    /// <summary>Starts a run and lets it come to its third epoch.</summary>
    Process Begin(string folder)
    {
        var process = mobilenet.Start(["train", "classify", "shapes", "--out", folder, .. Small]);
        string? line;
        while ((line = process.StandardError.ReadLine()) is not null && !line.StartsWith("    3  ", StringComparison.Ordinal))
        {
        }

        Assert.NotNull(line);
        return process;
    }

    void AssertSameWeights(string expected, string actual)
    {
        using var one = ModelFile.Load(mobilenet.File($"{expected}/model.safetensors"));
        using var other = ModelFile.Load(mobilenet.File($"{actual}/model.safetensors"));
        foreach (var (name, tensor) in one.Weights)
            Assert.True(tensor.Bytes.Span.SequenceEqual(other.Weights[name].Bytes.Span), name);
    }
}
