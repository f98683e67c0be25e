namespace MobileNetSharp.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("data")]
    public void Without_a_verb_the_help_tells_which_there_are(string words)
    {
        string[] args = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(mobilenet.Run([.. args, "--help"]), mobilenet.Run(args));
    }

    [Theory]
    [InlineData("")]
    [InlineData("train classify")]
    public void Help_is_a_command_too(string words)
    {
        string[] verb = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var help = mobilenet.Run([.. verb, "--help"]);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Equal(help, mobilenet.Run(["help", .. verb]));
    }

    [Fact]
    public void Wrong_usage_is_one_line_a_hint_and_exit_code_2()
    {
        var result = mobilenet.Run("train", "classify", "photos", "--epocs", "3");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal(["mobilenet: Unknown option '--epocs'; did you mean '--epochs'?", "Run 'mobilenet train classify --help' for usage."], result.ErrorLines);
    }

    public static TheoryData<string[], string> Failures => new()
    {
        { ["info", "no such.onnx"], "no such.onnx: no such file." },
        { ["info", "mobilenet_v2_1.0"], "mobilenet_v2_1.0_" },
        { ["classify", "x.jpg", "--model", "/no/such/path"], "/no/such/path: no such file." },
        { ["classify", "x.jpg", "--model", "my/own"], "my/own: no such file." },
        { ["eval", "classify", ".", "--report", "none/report.html"], "none/report.html: cannot be written: no such folder." },
        { ["train", "classify", "--resume"], "runs: there is no run to resume here; name its folder with --resume RUN." },
        { ["bench", "mobilenet_v3_large"], "mobilenet_v3_large" },
        { ["convert", "no.onnx", "out.docx"], "out.docx: A model cannot be written to a file with the extension '.docx'" },
        { ["classify", "x.jpg", "--model", "mobilenet_v2_1.0_224"], "try 'tf/mobilenet_v2_1.0_224'." },
        { ["classify", "x.jpg", "--labels", "none.txt"], "none.txt: no such file, nor one of the lists imagenet" },
        { ["classify", "x.jpg", "--labels", "empty.txt"], "empty.txt: The file has no class names; one on each line is expected." },
        { ["models", "pull", "tf/mobilenet_v2_1.0_223"], "tf/mobilenet_v2_1.0_224" },
        { ["models", "add", "no.pth"], "no.pth" },
        { ["paper", "figure6", "--out", "none/figure6.json"], "none/figure6.json: cannot be written: no such folder." },
        { ["paper", "figure6", "--out", "empty.json"], "empty.json: this is not a file of measurements" },
        { ["eval", "classify", "no such folder"], "no such folder: no such file or folder" },
        { ["paper", "table4", "--out", "table4.png"], "table4.png: an image shows one figure" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_cannot_be_done_is_one_line_and_exit_code_1(string[] args, string message)
    {
        File.WriteAllText(mobilenet.File("empty.txt"), "\n");
        File.WriteAllText(mobilenet.File("empty.json"), "\n");
        var result = mobilenet.Run(args);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("mobilenet: ", line);
        Assert.Contains(message, line);
    }

    [Theory]
    [InlineData("MOBILENETSHARP_LANES", "384", "MOBILENETSHARP_LANES is '384'; this processor has ")]
    [InlineData("MOBILENETSHARP_MIRROR", "host", "MOBILENETSHARP_MIRROR is 'host', expected an address such as http://host:8080.")]
    public void A_wrong_environment_variable_is_one_line_and_exit_code_1(string name, string value, string message)
    {
        mobilenet.Environment[name] = value;
        SmallModel.Save(mobilenet.File("small.safetensors"));
        var result = mobilenet.Run(["classify", "x.jpg", .. name.EndsWith("MIRROR", StringComparison.Ordinal) ? [] : (string[])["--model", "small.safetensors"]]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"mobilenet: {message}", Assert.Single(result.ErrorLines));
    }

    /// <summary>A small file can declare an input of any size: it can be looked at, but not run.</summary>
    [Fact]
    public void A_model_with_a_huge_input_is_told_in_one_line_not_by_a_crash()
    {
        using (var small = SmallModel.Create())
        {
            var huge = new Model(small.Graph.WithInput(1, 12000, 12000), small.Weights, small.Card);
            Formats.ModelFile.Save(huge, mobilenet.File("huge.safetensors"));
        }

        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        Assert.Equal(0, mobilenet.Run("info", "huge.safetensors").ExitCode);
        foreach (var engine in new[] { "fast", "reference" })
        {
            var result = mobilenet.Run("classify", "one.png", "--model", "huge.safetensors", "--engine", engine, "--threads", "1");
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.Contains("above the limit of 2147 MB", Assert.Single(result.ErrorLines));
        }
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("version")]
    public void The_version_is_printed(string word)
    {
        var result = mobilenet.Run(word);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Output);
    }

    [Fact]
    public void Bash_completes_verbs_and_options()
    {
        var script = mobilenet.Run("completion", "bash");
        Assert.Contains("complete", script.Output);
        Assert.Contains("classify", mobilenet.Run("[suggest:12]", "mobilenet cl").Output);
        var options = mobilenet.Run("[suggest:26]", "mobilenet classify x.jpg --").Output;
        Assert.Contains("--model", options);
        Assert.DoesNotContain("/", options);
        var names = mobilenet.Run("[suggest:27]", "mobilenet models pull torch").Output;
        Assert.StartsWith("torchvision/mobilenet_v2\n", names);
        Assert.DoesNotContain("tf/", names);
        Assert.Equal("optimizer.learningRate=\n", mobilenet.Run("[suggest:50]", "mobilenet train classify x --set optimizer.learning").Output);
        Assert.Contains("mobilenet_v2_1.0_224\n", mobilenet.Run("[suggest:29]", "mobilenet info mobilenet_v2_1.").Output);
        Assert.Equal("fast\nreference\n", mobilenet.Run("[suggest:28]", "mobilenet classify --engine ").Output);
    }
}
