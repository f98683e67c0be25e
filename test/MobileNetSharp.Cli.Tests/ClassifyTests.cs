using System.Diagnostics;
using System.Text.Json;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

public sealed class ClassifyTests : IDisposable
{
    readonly Mobilenet mobilenet = new();
    readonly string model;

    public ClassifyTests() => model = SmallModel.Save(mobilenet.File("small.safetensors"));

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void An_image_is_classified()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        var result = mobilenet.Run("classify", "one.png", "--model", model, "--top", "3");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal("one.png", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.All(lines[1..], line => Assert.Matches(@"^ +\d+\.\d %  \p{L}", line));
    }

    [Fact]
    public void Both_engines_and_any_number_of_threads_say_the_same()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        var plain = mobilenet.Run("classify", "one.png", "--model", model);
        foreach (var options in new string[][] { ["--engine", "reference"], ["--threads", "1"], ["--threads", "3"] })
            Assert.Equal(plain.Output, mobilenet.Run(["classify", "one.png", "--model", model, .. options]).Output);
    }

    /// <summary>The library says what is missing; the command adds what to type.</summary>
    [Fact]
    public void A_model_that_does_not_say_how_it_sees_images_is_refused_with_what_to_type()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        using (var complete = SmallModel.Create())
            Formats.ModelFile.Save(complete.WithCard(Cards.ModelCard.Empty), mobilenet.File("silent.onnx"));
        var result = mobilenet.Run("classify", "one.png", "--model", "silent.onnx");
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("mobilenet: silent.onnx: The model does not ", line, StringComparison.Ordinal);
        Assert.Contains("--preprocess tensorflow", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_labels_numbers_its_classes_and_says_so()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        using (var complete = SmallModel.Create())
            Formats.ModelFile.Save(complete.WithCard(Cards.ModelCard.Empty), mobilenet.File("silent.onnx"));
        var result = mobilenet.Run("classify", "one.png", "--model", "silent.onnx", "--preprocess", "tensorflow", "--top", "7");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--labels FILE", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("class 6", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_another_size_than_the_models_are_classified_on_request()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        var result = mobilenet.Run("classify", "one.png", "--model", model, "--input-size", "40x48");
        Assert.Equal(0, result.ExitCode);
        Assert.NotEqual(mobilenet.Run("classify", "one.png", "--model", model).Output, result.Output);
    }

    /// <summary>The acceptance case: the good ones are reported, each bad one gives one line, and the exit code says so.</summary>
    [Fact]
    public void A_folder_with_bad_files_reports_the_good_ones_and_one_line_for_each_bad_one()
    {
        var folder = Directory.CreateDirectory(mobilenet.File("holiday images")).FullName;
        foreach (var seed in new[] { 1, 2, 3 })
            SmallModel.SaveImage(Path.Combine(folder, $"good {seed}.png"), seed);
        File.WriteAllText(Path.Combine(folder, "text.jpg"), "This is not an image.");
        var whole = File.ReadAllBytes(TestKit.Repository.Path("docs/images/clock.jpg"));
        File.WriteAllBytes(Path.Combine(folder, "truncated.jpg"), whole[..(whole.Length / 2)]);
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(Path.Combine(folder, "dangling.jpg"), Path.Combine(folder, "gone.jpg"));
        string[] bad = OperatingSystem.IsWindows() ? ["text.jpg", "truncated.jpg"] : ["dangling.jpg", "text.jpg", "truncated.jpg"];

        var text = mobilenet.Run("classify", folder, "--model", model);
        Assert.Equal(1, text.ExitCode);
        Assert.Equal(3, text.Output.Split('\n').Count(line => line.EndsWith(".png", StringComparison.Ordinal)));
        Assert.Equal(bad.Length, text.ErrorLines.Length);
        for (var i = 0; i < bad.Length; i++)
            Assert.StartsWith($"mobilenet: {Path.Combine(folder, bad[i])}: ", text.ErrorLines[i]);

        var json = mobilenet.Run("classify", folder, "--model", model, "--json");
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(3, json.Json.GetProperty("results").GetArrayLength());
        Assert.Equal(bad, json.Json.GetProperty("failures").EnumerateArray().Select(failure => Path.GetFileName(failure.GetProperty("path").GetString())));
    }

    [Fact]
    public void An_image_in_a_folder_whose_name_is_not_UTF8_is_a_failure_with_its_name()
    {
        Assert.SkipWhen(UnreadableName.Missing is not null, UnreadableName.Missing ?? "");
        var folder = Directory.CreateDirectory(mobilenet.File("photos")).FullName;
        foreach (var name in new[] { "a.png", "b.png" })
            SmallModel.SaveImage(Path.Combine(folder, name), 1);
        UnreadableName.Rename(Path.Combine(folder, "b.png"), "caf\\351.png");
        var result = mobilenet.Run("classify", folder, "--model", model, "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(Path.Combine(folder, "a.png"), Assert.Single(result.Json.GetProperty("results").EnumerateArray()).GetProperty("path").GetString());
        Assert.Contains("caf\uFFFD.png: its name is not UTF-8", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Of_a_folder_all_kinds_of_images_are_classified_system_files_are_ignored_and_others_counted()
    {
        var folder = Directory.CreateDirectory(mobilenet.File("photos")).FullName;
        foreach (var name in new[] { "a.PNG", "b.jfif", "c.JPE", "d.tiff", "._a.PNG", ".hidden.png", "Thumbs.db" })
            SmallModel.SaveImage(Path.Combine(folder, name), 1);
        Directory.CreateDirectory(Path.Combine(folder, "__MACOSX"));
        foreach (var name in new[] { "phone.HEIC", "notes.txt", "more.TXT", "README" })
            File.WriteAllText(Path.Combine(folder, name), "x");
        var result = mobilenet.Run("classify", folder, "--model", model, "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            ["a.PNG", "b.jfif", "c.JPE", "d.tiff"],
            result.Json.GetProperty("results").EnumerateArray().Select(image => Path.GetFileName(image.GetProperty("path").GetString())));
        Assert.Equal("mobilenet: skipped 4 files: 1 .heic, 2 .txt, 1 without extension. Save .heic files as JPEG or PNG to use them.", Assert.Single(result.ErrorLines));
        Assert.Equal((1, 2), (result.Json.GetProperty("skipped").GetProperty(".heic").GetInt32(), result.Json.GetProperty("skipped").GetProperty(".txt").GetInt32()));
        Assert.Equal("", mobilenet.Run("classify", folder, "--model", model, "--quiet").Error);

        var above = mobilenet.Run("classify", mobilenet.File("."), "--model", model);
        Assert.Contains(", but 1 folder; give the folder that holds the images.", above.Error);
    }

    [Fact]
    public void A_pattern_does_not_match_hidden_files_unless_it_says_so()
    {
        foreach (var name in new[] { "a.png", "._a.png" })
            SmallModel.SaveImage(mobilenet.File(name), 1);
        Assert.StartsWith("a.png\n", mobilenet.Run("classify", "*.png", "--model", model, "--top", "1").Output);
        Assert.StartsWith("._a.png\n", mobilenet.Run("classify", "._*.png", "--model", model, "--top", "1").Output);
    }

    [Fact]
    public void Json_has_the_models_own_index_label_and_probability()
    {
        SmallModel.SaveImage(mobilenet.File("bild ä.png"), 2);
        var result = mobilenet.Run("classify", "bild ä.png", "--model", model, "--json", "--top", "100");
        var image = Assert.Single(result.Json.GetProperty("results").EnumerateArray());
        Assert.Equal("bild ä.png", image.GetProperty("path").GetString());
        var top = image.GetProperty("top").EnumerateArray().ToArray();
        Assert.Equal(SmallModel.Labels.Length, top.Length);
        Assert.All(top, score => Assert.Equal(SmallModel.Labels[score.GetProperty("index").GetInt32()], score.GetProperty("label").GetString()));
        Assert.Equal(1, top.Sum(score => score.GetProperty("probability").GetDouble()), 4);
        Assert.Equal(top.Select(Probability).OrderDescending(), top.Select(Probability));

        static double Probability(JsonElement score) => score.GetProperty("probability").GetDouble();
    }

    [Fact]
    public void An_image_comes_from_a_pipe()
    {
        var image = File.ReadAllBytes(SmallModel.SaveImage(mobilenet.File("one.png"), 1));
        var result = mobilenet.Run(image, ["classify", "-", "--model", model]);
        Assert.Equal((0, "-"), (result.ExitCode, result.Output.Split('\n')[0]));
        Assert.Equal(mobilenet.Run("classify", "one.png", "--model", model).Output.Split('\n')[1..], result.Output.Split('\n')[1..]);
    }

    [Fact]
    public void A_pattern_names_files_where_the_shell_does_not_expand_it()
    {
        foreach (var seed in new[] { 1, 2, 3 })
            SmallModel.SaveImage(mobilenet.File($"p{seed}.png"), seed);
        var result = mobilenet.Run("classify", "p?.png", "--model", model);
        Assert.Equal(["p1.png", "p2.png", "p3.png"], result.Output.Split('\n').Where(line => line.EndsWith(".png", StringComparison.Ordinal)));
        var none = mobilenet.Run("classify", "*.webp", "--model", model);
        Assert.Equal((1, "mobilenet: *.webp: no files match.\n"), (none.ExitCode, none.Error));
    }

    [Fact]
    public void A_word_that_names_no_image_is_a_failure_beside_the_results_of_the_others()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        Directory.CreateDirectory(mobilenet.File("empty"));
        var result = mobilenet.Run("classify", "*.webp", "empty", "none/*.png", "one.png", "--model", model, "--json");
        Assert.Equal((1, 3), (result.ExitCode, result.ErrorLines.Length));
        Assert.Equal("one.png", Assert.Single(result.Json.GetProperty("results").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal(
            ["*.webp", "empty", "none/*.png"],
            result.Json.GetProperty("failures").EnumerateArray().Select(failure => failure.GetProperty("path").GetString()));
    }

    [Fact]
    public void A_closed_stderr_leaves_the_exit_code_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        var start = new ProcessStartInfo(
            "sh", ["-c", "exec dotnet \"$0\" classify missing.png --model \"$1\" 2>&-", Path.Combine(AppContext.BaseDirectory, "mobilenet.dll"), model]);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
    }

    /// <summary>Not recognized, it would be waited for without end.</summary>
    [Fact]
    public async Task A_closed_stdin_is_reported_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's list of open files");
        var start = new ProcessStartInfo(
            "sh", ["-c", "exec dotnet \"$0\" classify - --model \"$1\" <&-", Path.Combine(AppContext.BaseDirectory, "mobilenet.dll"), model])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, "mobilenet: -: standard input is closed."), (process.ExitCode, error.Trim()));
    }

    [Fact]
    public void An_image_too_large_to_be_decoded_ahead_of_its_turn_is_classified_in_it()
    {
        SmallModel.SaveImage(mobilenet.File("a.png"), 1);
        new RgbImage(8192, 8193).SavePng(mobilenet.File("b.png"));
        SmallModel.SaveImage(mobilenet.File("c.png"), 2);
        var result = mobilenet.Run("classify", "a.png", "b.png", "c.png", "--model", model, "--top", "1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["a.png", "b.png", "c.png"], result.Output.Split('\n').Where(line => line.EndsWith(".png", StringComparison.Ordinal)));
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        var plain = mobilenet.Run("classify", "one.png", "--model", model, "--json").Output;
        (mobilenet.Environment["LANG"], mobilenet.Environment["LC_ALL"]) = ("de_DE.UTF-8", "de_DE.UTF-8");
        Assert.Equal(plain, mobilenet.Run("classify", "one.png", "--model", model, "--json").Output);
    }

    [Fact]
    public void Without_a_network_one_line_says_what_was_wanted_from_where_and_what_to_do()
    {
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        var result = mobilenet.Run("classify", "one.png");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        var line = Assert.Single(result.ErrorLines);
        Assert.Contains("torchvision/mobilenet_v2", line);
        Assert.Contains("http://127.0.0.1:9/models/mobilenet_v2-7ebf99e0.pth", line);
        Assert.Contains("--model FILE", line);
        Assert.Contains("mobilenet models add FILE", line);
    }

    [Theory]
    [InlineData("-HUP", 129)]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 143)]
    public void A_signal_keeps_what_is_finished_and_returns_128_and_its_number(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends signals, which Windows does not have");
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        using var process = mobilenet.Start(["classify", .. Enumerable.Repeat("one.png", 20_000), "--model", model, "--engine", "reference"]);
        Assert.Equal("one.png", process.StandardOutput.ReadLine());
        using (var kill = Process.Start("kill", [signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        var rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(exitCode, process.ExitCode);
        Assert.EndsWith("\n", rest);
        Assert.Equal("mobilenet: stopped\n", process.StandardError.ReadToEnd());
    }
}
