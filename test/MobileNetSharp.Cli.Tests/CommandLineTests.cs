using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Every command and every option, without running any of them: what the help shows, and how a wrong command line is reported.</summary>
public class CommandLineTests
{
    static readonly RootCommand Root = CommandLineProgram.Root();

    public static TheoryData<string> Verbs => [.. All(Root, []).Select(verb => string.Join(' ', verb.Words))];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_teaches_by_example_in_lines_that_fit(string verb)
    {
        var output = new StringWriter();
        Assert.Equal(0, Root.Parse([.. Words(verb), "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        var help = output.ToString().ReplaceLineEndings("\n");
        Assert.Contains("Examples:\n  ", help);
        Assert.Contains($"mobilenet {verb}".TrimEnd(), help[help.IndexOf("Examples:", StringComparison.Ordinal)..]);
        Assert.All(help.Split('\n'), line => Assert.InRange(line.Length, 0, Examples.HelpWidth));
    }

    /// <summary>The first screen of 40 lines: what a newcomer needs, in the description and in the examples.</summary>
    [Fact]
    public void The_first_screen_names_training_and_the_demo()
    {
        var output = new StringWriter();
        Root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = output });
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.InRange(lines.Length, 10, 40);
        var description = string.Join(' ', lines.TakeWhile(line => line != "Usage:"));
        Assert.Contains("train", description);
        Assert.Contains("mobilenet demo", description);
        Assert.Contains("  mobilenet train classify photos/", lines);
        Assert.Contains("  mobilenet demo", lines);
    }

    [Fact]
    public void The_examples_in_the_help_are_valid_command_lines()
    {
        var commands = Examples.All(Root).SelectMany(line => line.Split('|')).Select(part => part.Split('>')[0].Trim()).Where(part => part.StartsWith("mobilenet ", StringComparison.Ordinal)).ToArray();
        Assert.InRange(commands.Length, 40, 200);
        Assert.All(commands, command => Assert.Null(Fault(Words(command)[1..])));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_value_option_without_its_value_is_one_line_wherever_it_stands(string verb)
    {
        var (command, required) = Find(verb);
        foreach (var option in ValueOptions(command).Where(option => option.Name != "--resume"))
        {
            string[] wrong = [.. Words(verb), .. required, option.Name];
            Assert.Contains($"{option.Name} needs a value", Fault(wrong));
            foreach (var other in ValueOptions(command).Where(other => other != option))
            {
                Assert.NotNull(Fault([.. wrong, other.Name]));
                Assert.NotNull(Fault([.. wrong, other.Name, "1"]));
                Assert.NotNull(Fault([.. Words(verb), .. required, other.Name, "1", option.Name]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void An_empty_value_is_refused(string verb)
    {
        var (command, required) = Find(verb);
        foreach (var option in ValueOptions(command))
        {
            Assert.NotNull(Fault([.. Words(verb), .. required, option.Name, ""]));
            if (option.Name != "--resume")
                Assert.Contains($"{option.Name} needs a value", Fault([.. Words(verb), .. required, $"{option.Name}="]));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_value_of_the_wrong_type_is_refused_by_name(string verb)
    {
        var (command, required) = Find(verb);
        foreach (var option in ValueOptions(command).Where(option => option.ValueType != typeof(string) && option.Name is not "--set" and not "--preprocess"))
            Assert.Contains(option.Name, Fault([.. Words(verb), .. required, option.Name, "☃"]));
        foreach (var flag in command.Options.Where(option => option.ValueType == typeof(bool) && option.Name != "--version"))
            Assert.Equal($"{flag.Name} takes no value.", Fault([.. Words(verb), .. required, $"{flag.Name}=maybe"]));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_mistyped_option_gets_the_right_one(string verb)
    {
        var (command, required) = Find(verb);
        foreach (var option in command.Options.Where(option => option.Name.Length > 6))
        {
            var mistyped = option.Name[..4] + option.Name[5..];
            Assert.Contains($"Unknown option '{mistyped}'; did you mean '{option.Name}'?", Fault([.. Words(verb), .. required, mistyped, "x"]));
            Assert.Contains($"did you mean '{option.Name}'?", Fault([.. Words(verb), mistyped, .. required]));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_missing_argument_is_named_with_an_example(string verb)
    {
        var (command, _) = Find(verb);
        foreach (var argument in command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0))
            Assert.Matches($@"\b{argument.Name}\b.* missing; for example: .*mobilenet {verb}", Fault(Words(verb)));
    }

    [Theory]
    [InlineData("trian", "did you mean 'train'?")]
    [InlineData("clasify", "did you mean 'classify'?")]
    [InlineData("predict", "did you mean 'classify'?")]
    [InlineData("evaluate", "did you mean 'eval'?")]
    [InlineData("download", "did you mean 'models pull'?")]
    [InlineData("photo.jpg", "did you mean 'mobilenet classify photo.jpg'?")]
    [InlineData("train photos/", "Unknown command 'photos/'. Available commands: classify, detect")]
    [InlineData("models pul", "did you mean 'pull'?")]
    [InlineData("qqqqq", "Unknown command 'qqqqq'. Available commands: classify, ")]
    [InlineData("help trian", "did you mean 'train'?")]
    [InlineData("[diagram] classify x", "[diagram]")]
    [InlineData("trian --help", "did you mean 'train'?")]
    [InlineData("paper tabel4", "did you mean 'table4'?")]
    [InlineData("completion bahs", "did you mean 'bash'?")]
    [InlineData("classify x.jpg --labels --modle y", "did you mean '--model'?")]
    [InlineData("classify x.jpg --qqqqq", "Unknown option '--qqqqq'.")]
    [InlineData("classify x.jpg --top 1 --top 2", "--top is given 2 times")]
    [InlineData("info a b", "Unexpected argument 'b'")]
    public void A_wrong_word_is_reported_with_the_right_one(string words, string expected) => Assert.Contains(expected, Fault(Words(words)));

    public static TheoryData<string[], string> WrongUses => new()
    {
        { ["info", "mobilenet_v2_0.35_96", "--draw", "network.bmp"], "--draw: 'network.bmp' must end with .svg, .png, .pdf or .html." },
        { ["paper", "figure5", "--out", "figure5.bmp"], "--out: 'figure5.bmp' must end with .html, .md, .json, .csv, .svg, .png or .pdf." },
        { ["clasify", "x.jpg"], "Unknown command 'clasify'; did you mean 'classify'? Available commands: classify, " },
        { ["clasify", "x.jpg", "--json"], "Unknown command 'clasify'; did you mean 'classify'? Available commands: classify, " },
        { ["models", "pul", "x", "--nothing"], "Unknown command 'pul'; did you mean 'pull'? Available commands: pull, add" },
        { ["classify"], "IMAGE is missing; for example: mobilenet classify photo.jpg" },
        { ["train", "classify"], "DATA is missing; for example: mobilenet train classify photos/" },
        { ["demo", "--out"], "--out needs a value: RUN." },
        { ["train", "classify", "x", "--epocs", "3"], "Unknown option '--epocs'; did you mean '--epochs'?" },
        { ["help", "trian"], "Unknown command 'trian'; did you mean 'train'?" },
        { ["train", "classify", "x", "--lr", "0"], "--learning-rate must be a number above 0" },
        { ["classify", "x.jpg", "--top", "0"], "--top must be a whole number of at least 1, not '0'." },
        { ["classify", "x.jpg", "--top", "many"], "--top must be a whole number of at least 1, not 'many'." },
        { ["classify", "x.jpg", "--threads", "-1"], "--threads must be a whole number from 1 to 1024, not '-1'." },
        { ["classify", "x.jpg", "--engine", "quick"], "--engine must be fast or reference, not 'quick'." },
        { ["classify", "x.jpg", "--preprocess", "caffe"], "--preprocess: Preprocessing 'caffe': it is not one of raw, teachable, tensorflow, torchvision, a file of JSON, or one of crop, square, short-side, letterbox, size" },
        { ["classify", "x.jpg", "--preprocess", "crop=2"], "--preprocess: Preprocessing 'crop=2': the crop fraction must be above 0 and at most 1, is 2." },
        { ["classify", "x.jpg", "--preprocess", "none.json"], "--preprocess: file 'none.json' not found." },
        { ["classify", "x.jpg", "--color"], "Unknown option '--color'." },
        { ["eval", "classify", "x", "--split", "dev"], "--split must be train, val, test, all or a run's split.json, not 'dev'." },
        { ["eval", "classify", "x", "--device", "cuda"], "--device requires --engine torch or --compare torch." },
        { ["eval", "classify", "x", "--compare", "caffe"], "--compare must be fast or reference or torch, not 'caffe'." },
        { ["train", "classify", "x", "--export", "onnx,coreml"], "--export must be onnx or tflite, or several separated by commas, not 'coreml'." },
        { ["completion", "csh"], "There is no shell 'csh'; did you mean 'zsh'? Available: bash, zsh, fish, pwsh." },
        { ["classify", ""], "An argument is empty" },
        { ["convert", "x.onnx", ""], "An argument is empty" },
        { ["bench", "mobilenet_v2_1.0_224", "--batch", "0"], "--batch must be a whole number from 1 to 65536, not '0'." },
        { ["bench", "mobilenet_v2_1.0_224", "--seconds", "-2"], "--seconds must be a number above 0 and at most 86400, not '-2'." },
        { ["info", "x", "--color"], "--color" },
        { ["models", "pul", "x"], "Unknown command 'pul'; did you mean 'pull'? Available commands: pull, add" },
        { ["data", "chek", "x"], "Unknown command 'chek'; did you mean 'check'? Available commands: check, draw" },
        { ["paper", "table9"], "There is no table or figure 'table9'; did you mean 'table1'? Available: table1, table2" },
        { ["data", "draw", "x", "--size", "8"], "--size must be a whole number from 32 to 4096, not '8'." },
    };

    [Theory]
    [MemberData(nameof(WrongUses))]
    public void A_wrong_value_is_reported_with_what_is_expected(string[] args, string message) => Assert.Contains(message, Fault(args));

    [Theory]
    [InlineData("classify -- -photo.jpg")]
    [InlineData("classify -")]
    [InlineData("train classify --resume")]
    [InlineData("train classify photos --resume")]
    [InlineData("train classify photos --lr 0.1 --batch-size 8 --seed 3")]
    [InlineData("train classify --recipe finetune --print")]
    public void A_right_one_is_not(string words) => Assert.Null(Fault(Words(words)));

    [Fact]
    public void Every_verb_that_reports_has_json()
    {
        var without = All(Root, []).Where(verb => verb.Command.Subcommands.Count == 0 && !verb.Command.Options.Any(option => option.Name == "--json"));
        Assert.Equal(["completion"], without.Select(verb => string.Join(' ', verb.Words)));
    }

    static string? Fault(string[] args)
    {
        args = CommandLineProgram.Spelled(args);
        var fault = CommandLineProgram.Fault(Root.Parse(args), args);
        Assert.DoesNotContain('\n', fault ?? "");
        return fault;
    }

    static IEnumerable<Option> ValueOptions(Command command) => command.Options.Where(option => option.ValueType != typeof(bool) && option.HelpName is not null);

    /// <summary>The command, and words for the arguments and options that it cannot do without.</summary>
    static (Command Command, string[] Required) Find(string verb)
    {
        var command = All(Root, []).Single(other => string.Join(' ', other.Words) == verb).Command;
        return (command, [
            .. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(argument => argument.Name == "SHELL" ? "bash" : "x"),
            .. command.Options.Where(option => option.Required).SelectMany(option => (string[])[option.Name, option.Name == "--to" ? "coco" : "x"]),
        ]);
    }

    static IEnumerable<(Command Command, string[] Words)> All(Command command, string[] words) =>
        [(command, words), .. command.Subcommands.SelectMany(verb => All(verb, [.. words, verb.Name]))];

    static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
