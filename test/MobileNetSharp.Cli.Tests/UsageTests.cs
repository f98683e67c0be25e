namespace MobileNetSharp.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    public static TheoryData<string> Verbs => ["", "classify", "info", "convert", "bench", "models", "models pull", "models add", "eval", "eval classify", "data", "data check", "data draw", "paper", "paper figure7", "paper figure6", "completion"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_teaches_by_example(string verb)
    {
        var result = mobilenet.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Examples:\n  ", result.Output);
        Assert.Contains($"mobilenet {verb}".TrimEnd(), result.Output[result.Output.IndexOf("Examples:", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data")]
    public void Without_a_verb_the_help_tells_which_there_are(string words)
    {
        string[] args = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(mobilenet.Run([.. args, "--help"]), mobilenet.Run(args));
    }

    public static TheoryData<string[], string> WrongUses => new()
    {
        { ["clasify", "x.jpg"], "Unknown command 'clasify'. Available commands: classify, " },
        { ["classify"], "Required argument missing" },
        { ["classify", "x.jpg", "--top", "0"], "--top must be a whole number of at least 1, not '0'." },
        { ["classify", "x.jpg", "--top", "many"], "--top must be a whole number of at least 1, not 'many'." },
        { ["classify", "x.jpg", "--threads", "-1"], "--threads must be a whole number from 1 to 1024, not '-1'." },
        { ["classify", "x.jpg", "--engine", "quick"], "--engine must be fast or reference, not 'quick'." },
        { ["classify", "x.jpg", "--preprocess", "caffe"], "--preprocess: Preprocessing 'caffe': it is not one of raw, teachable, tensorflow, torchvision, a file of JSON, or one of crop, square, short-side, size" },
        { ["classify", "x.jpg", "--preprocess", "crop=2"], "--preprocess: Preprocessing 'crop=2': the crop fraction must be above 0 and at most 1, is 2." },
        { ["classify", "x.jpg", "--preprocess", "none.json"], "--preprocess: file 'none.json' not found." },
        { ["classify", "x.jpg", "--color"], "Unknown option '--color'." },
        { ["eval", "classify", "x", "--split", "dev"], "--split must be train, val, test, all or a run's split.json, not 'dev'." },
        { ["eval", "classify", "x", "--device", "cuda"], "--device requires --engine torch or --compare torch." },
        { ["eval", "classify", "x", "--compare", "caffe"], "--compare must be fast or reference or torch, not 'caffe'." },
        { ["train", "classify", "x", "--export", "onnx,coreml"], "--export must be onnx or tflite, or both separated by a comma, not 'coreml'." },
        { ["completion", "csh"], "Must be one of: 'bash' 'zsh' 'fish' 'pwsh'" },
        { ["classify", ""], "An argument is empty" },
        { ["convert", "x.onnx", ""], "An argument is empty" },
        { ["bench", "mobilenet_v2_1.0_224", "--batch", "0"], "--batch must be a whole number from 1 to 65536, not '0'." },
        { ["bench", "mobilenet_v2_1.0_224", "--seconds", "-2"], "--seconds must be a number above 0 and at most 86400, not '-2'." },
        { ["info", "x", "--color"], "--color" },
        { ["models", "pul", "x"], "Unknown command 'pul'. Available commands: pull, add" },
        { ["data", "chek", "x"], "Unknown command 'chek'. Available commands: check, draw" },
        { ["paper", "table9"], "Argument 'table9' not recognized. Must be one of: 'table1' 'table2'" },
        { ["data", "draw", "x", "--size", "8"], "--size must be a whole number from 32 to 4096, not '8'." },
    };

    [Theory]
    [MemberData(nameof(WrongUses))]
    public void Wrong_usage_is_one_line_a_hint_and_exit_code_2(string[] args, string message)
    {
        var result = mobilenet.Run(args);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal(2, result.ErrorLines.Length);
        Assert.StartsWith("mobilenet: ", result.ErrorLines[0]);
        Assert.Contains(message, result.ErrorLines[0]);
        Assert.Matches("^Run 'mobilenet.* --help' for usage.$", result.ErrorLines[1]);
    }

    public static TheoryData<string[], string> Failures => new()
    {
        { ["info", "no such.onnx"], "File 'no such.onnx' not found." },
        { ["info", "mobilenet_v2_1.0"], "mobilenet_v2_1.0_" },
        { ["bench", "mobilenet_v3_large"], "mobilenet_v3_large" },
        { ["convert", "no.onnx", "out.docx"], "out.docx: A model cannot be written to a file with the extension '.docx'" },
        { ["classify", "x.jpg", "--model", "mobilenet_v2_1.0_224"], "try 'tf/mobilenet_v2_1.0_224'." },
        { ["classify", "x.jpg", "--labels", "none.txt"], "--labels: file 'none.txt' not found" },
        { ["classify", "x.jpg", "--labels", "empty.txt"], "empty.txt: The file has no class names; one on each line is expected." },
        { ["models", "pull", "tf/mobilenet_v2_1.0_223"], "tf/mobilenet_v2_1.0_224" },
        { ["models", "add", "no.pth"], "no.pth" },
        { ["paper", "figure6", "--out", "none/figure6.json"], "none/figure6.json: there is no such folder to write to." },
        { ["paper", "figure6", "--out", "empty.txt"], "empty.txt: this is not a file of measurements" },
        { ["eval", "classify", "no such folder"], "no such folder: there is no such folder or file" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_cannot_be_done_is_one_line_and_exit_code_1(string[] args, string message)
    {
        File.WriteAllText(mobilenet.File("empty.txt"), "\n");
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

    [Fact]
    public void The_version_is_printed()
    {
        var result = mobilenet.Run("--version");
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
        Assert.Equal("fast\nreference\n", mobilenet.Run("[suggest:28]", "mobilenet classify --engine ").Output);
    }
}
