using System.CommandLine;
using System.Globalization;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Names in files and of files reach a terminal, which must not obey what they hold: no escape sequence, no line that looks like one of ours, no text that runs backwards.</summary>
public sealed class PrintableTests : IDisposable
{
    /// <summary>A color, a title, a line that pretends to be an error, C1's CSI, and an override of the direction.</summary>
    const string Foreign = "a\e[31m\e]0;b\a\nmobilenet: FORGED\r\u009b2J\u202e\u2028c";

    static readonly string[] Small =
    [
        "--recipe", "from-scratch-small", "--model", "mobilenet_v2_0.1_32", "--threads", "1", "--epochs", "1", "--set", "data.batchSize=8", "--set", "data.skipsBroken=true",
    ];

    readonly Mobilenet mobilenet = new();

    /// <summary>A file name may hold all of it but the slash.</summary>
    readonly string model, detector, image, data, boxes, marked;

    public PrintableTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows no such file names");
        model = SaveModel($"{Foreign}.safetensors");
        detector = SaveDetector($"detector{Foreign}.safetensors");
        (image, data, boxes, marked) = ($"{Foreign}.png", $"data{Foreign}", $"boxes{Foreign}", $"marked{Foreign}");
        SmallModel.SaveImage(mobilenet.File(image), 1);
        File.WriteAllText(mobilenet.File($"{Foreign}.jpg"), "broken");
        for (var i = 0; i < 24; i++)
        {
            var folder = Directory.CreateDirectory(mobilenet.File($"{data}/{i % 2}{Foreign}")).FullName;
            SmallModel.SaveImage(Path.Combine(folder, $"{i}{Foreign}.png"), i);
        }

        File.WriteAllText(mobilenet.File($"{data}/0{Foreign}/broken{Foreign}.png"), "broken");
        Directory.CreateDirectory(mobilenet.File(marked));
        SmallModel.SaveImage(mobilenet.File($"{marked}/{Foreign}.png"), 1);
        File.WriteAllText(mobilenet.File($"{marked}/{Foreign}.txt"), "0 .5 .5 .5 .5\n0 .5 .5 0 0\n7 .5 .5 .5 .5\n");
        File.WriteAllText(mobilenet.File($"{marked}/classes.txt"), Foreign.ReplaceLineEndings(" "));
        Directory.CreateDirectory(mobilenet.File(boxes));
        SmallModel.SaveImage(mobilenet.File($"{boxes}/{Foreign}.png"), 1);
        File.WriteAllText(
            mobilenet.File($"{boxes}/boxes.csv"),
            $"filename,width,height,class,xmin,ymin,xmax,ymax\n\"{Foreign}.png\",61,40,\"{Foreign}\",1,1,20,20\n");
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void No_verb_prints_control_characters_of_names()
    {
        var onnx = $"{Foreign}.onnx";
        string[][] runs =
        [
            ["convert", model, onnx],
            ["convert", model, onnx, "--json"],
            ["info", model, "--layers"],
            ["info", onnx, "--layers", "--plan"],
            ["info", model, "--json"],
            ["info", model, "--compare", onnx],
            ["info", model, "--draw", $"{Foreign}.svg"],
            ["info", $"none{Foreign}.onnx"],
            ["info", image],
            ["bench", model, "--runs", "1", "--layers"],
            ["classify", image, $"{Foreign}.jpg", $"none{Foreign}", "--model", model],
            ["classify", image, $"{Foreign}.jpg", "--model", model, "--json"],
            ["detect", image, $"{Foreign}.jpg", $"none{Foreign}", "--model", detector, "--out", $"drawn{Foreign}", "--threshold", "0"],
            ["detect", image, $"{Foreign}.jpg", "--model", detector, "--json"],
            ["eval", "detect", boxes, "--model", detector],
            ["eval", "detect", boxes, "--results", image],
            ["data", "convert", boxes, $"coco{Foreign}", "--to", "coco"],
            ["data", "convert", data, $"coco{Foreign}", "--to", "coco"],
            ["models", "add", model],
            ["models", "add", image],
            ["models", "pull", Foreign],
            ["models"],
            ["models", "--json"],
            ["data", "check", data],
            ["data", "check", data, "--json"],
            ["data", "check", marked, "--report", $"check{Foreign}.html"],
            ["data", "check", marked, "--json"],
            ["data", "draw", $"drawn{Foreign}", "--train", "4", "--val", "2"],
            ["eval", "classify", data, "--model", model],
            ["eval", "classify", data, "--model", model, "--label-map", image],
            ["train", "classify", data, "--out", $"run{Foreign}", .. Small],
            ["train", "classify", data, "--out", $"run{Foreign}", .. Small],
            ["train", "classify", data, "--recipe", $"none{Foreign}"],
            ["train", "detect", boxes, "--out", $"run{Foreign}"],
            ["train", "detect", data, "--set", $"{Foreign}=1"],
            ["train", "classify", data, "--set", $"{Foreign}=1"],
            ["demo", "--out", $"{image}/run"],
            ["paper", "table1", "--out", $"{Foreign}.csv"],
            ["paper", $"table{Foreign}"],
            ["paper", "figure6", "--out", image],
            ["paper", "figure7", "--model", $"none{Foreign}", "--images", data],
            ["completion", Foreign],
            [Foreign],
        ];
        Assert.All(Leaves(CommandLineProgram.Root(), ""), verb => Assert.Contains(runs, run => string.Join(' ', run).StartsWith(verb, StringComparison.Ordinal)));
        var shown = 0;
        foreach (var run in runs)
        {
            var result = mobilenet.Run(run);
            Assert.True(result.ExitCode is 0 or 1 or 2, $"{string.Join(' ', run)}: {result.ExitCode} {result.Error}");
            AssertPrintable(result);
            shown += (result.Output + result.Error).Contains("\\u001b[31m", StringComparison.Ordinal) ? 1 : 0;
            if (run.Contains("--json"))
                Assert.NotEqual("", result.Json.ToString());
        }

        Assert.InRange(shown, runs.Length * 3 / 4, runs.Length);
    }

    [Theory]
    [InlineData("ox_escname.onnx")]
    [InlineData("ox_escop_ok.onnx")]
    public void Nor_of_nodes_and_operators(string name)
    {
        var path = SharedData.Path($"cases/{name}");
        foreach (var run in new string[][] { ["info", path, "--layers"], ["bench", path, "--runs", "1", "--layers"], ["convert", path, "out.tflite"], ["classify", image, "--model", path] })
            AssertPrintable(mobilenet.Run(run));
    }

    [Fact]
    public void A_json_document_holds_the_names_as_they_are()
    {
        var info = mobilenet.Run("info", model, "--json").Json;
        Assert.Equal(Foreign, info.GetProperty("file").GetProperty("card").GetProperty("provenance").GetProperty("license").GetString());
    }

    [Fact]
    public void A_name_of_megabytes_in_a_file_does_not_make_a_message_of_megabytes()
    {
        var header = Encoding.UTF8.GetBytes($$$"""{"{{{new string('x', 5_000_000)}}}":{"dtype":"F99","shape":[1],"data_offsets":[0,4]} }""");
        File.WriteAllBytes(mobilenet.File("long.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0]);
        var result = mobilenet.Run("info", "long.safetensors");
        Assert.Equal(1, result.ExitCode);
        Assert.InRange(Assert.Single(result.ErrorLines).Length, 50, 520);
    }

    [Fact]
    public void A_message_is_bounded_and_keeps_its_ends()
    {
        var result = mobilenet.Run("info", $"/{new string('x', 100_000)}.onnx");
        var line = Assert.Single(result.ErrorLines);
        Assert.InRange(line.Length, 400, 520);
        Assert.StartsWith("mobilenet: /xxx", line);
        Assert.Contains("xxx … xxx", line);
        Assert.EndsWith(".onnx: no such file.", line);
    }

    static void AssertPrintable(CommandResult result)
    {
        var text = result.Output + result.Error;
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("mobilenet: FORGED", StringComparison.Ordinal));
    }

    string SaveModel(string path)
    {
        using var small = SmallModel.Create();
        ModelFile.Save(new Model(small.Graph, small.Weights, small.Card with { Labels = [.. small.Card.Labels.Select(label => label + Foreign)], Provenance = new Provenance { Source = Foreign, License = Foreign, Dataset = Foreign } }), mobilenet.File(path));
        return path;
    }

    string SaveDetector(string path)
    {
        using var colors = ColorDetector.Create();
        ModelFile.Save(colors.WithCard(colors.Card with { Labels = [$"red{Foreign}", $"blue{Foreign}"] }), mobilenet.File(path));
        return path;
    }

    static IEnumerable<string> Leaves(Command command, string words) =>
        command.Subcommands.Count == 0 ? [words.Trim()] : command.Subcommands.SelectMany(verb => Leaves(verb, $"{words} {verb.Name}"));
}
