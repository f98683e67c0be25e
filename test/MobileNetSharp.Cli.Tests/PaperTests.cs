using System.Text.Json;

namespace MobileNetSharp.Cli.Tests;

public sealed class PaperTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void A_table_is_printed_with_every_cell_and_its_state()
    {
        var result = mobilenet.Run("paper", "table4");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Table 4: performance on ImageNet\n", result.Output);
        Assert.Matches(@"parameters +3\.4M +3\.47M +\+0\.07M \(\+2\.1 %\) +explained \[a\]", result.Output);
        Assert.Matches(@"top-1, % +72\.0 +quoted", result.Output);
        Assert.EndsWith("our own.\n", result.Output);
        Assert.DoesNotContain("Table 2", result.Output);
    }

    [Fact]
    public void The_numbers_are_the_same_under_a_german_locale()
    {
        var plain = mobilenet.Run("paper", "table7", "theorem1");
        mobilenet.Environment["LANG"] = "de_DE.UTF-8";
        mobilenet.Environment["LC_ALL"] = "de_DE.UTF-8";
        mobilenet.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "false";
        Assert.Equal(plain, mobilenet.Run("paper", "table7", "theorem1"));
    }

    [Fact]
    public void The_report_is_written_with_its_images()
    {
        var result = mobilenet.Run("paper", "--out", "the paper é");
        Assert.Equal(0, result.ExitCode);
        foreach (var name in (string[])["paper.html", "paper.md", "paper.json", "figure1.svg", "figure5-1.svg"])
            Assert.True(File.Exists(mobilenet.File($"the paper é/{name}")), name);
        var images = File.ReadLines(mobilenet.File("the paper é/paper.md")).Where(line => line.StartsWith("![", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(images);
        Assert.All(images, line => Assert.True(File.Exists(mobilenet.File($"the paper é/{line[(line.IndexOf("](", StringComparison.Ordinal) + 2)..^1]}")), line));
        Assert.EndsWith("our own.\n", result.Output);
    }

    [Fact]
    public void Quiet_leaves_stderr_empty()
    {
        var result = mobilenet.Run("paper", "table5", "--out", "paper", "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(File.Exists(mobilenet.File("paper/paper.html")));
    }

    [Fact]
    public void Json_is_one_document_on_stdout()
    {
        var tables = mobilenet.Run("paper", "table5", "--json").Json.GetProperty("tables");
        Assert.Equal("table5", Assert.Single(tables.EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("figure5", "f5.svg", "Accuracy and multiply-adds")]
    [InlineData("figure6", "f6.svg", "no shortcut")]
    [InlineData("figure7", "f7.svg", "Positive channels, trained")]
    [InlineData("figure4", "f4.pdf", "%PDF-")]
    [InlineData("figure1", "f1.png", "\u0089PNG")]
    [InlineData("figure2", "f2.html", "(d) bottleneck with expansion")]
    [InlineData("table4", "t4.csv", "table4,MobileNetV1,parameters,4.2M,4210088,agrees")]
    [InlineData("table4", "t4.md", "| MobileNetV1 | *70.6* | 4.2M")]
    [InlineData("theorem1", "theorem.png", "\u0089PNG")]
    public void One_figure_or_table_is_written_in_the_format_of_the_file(string name, string file, string content)
    {
        var result = mobilenet.Run("paper", name, "--out", file);
        Assert.Equal((0, "", $"wrote {file}\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Contains(content, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(mobilenet.File(file))));
    }

    [Fact]
    public void A_figure_is_described_with_how_to_draw_it()
    {
        var result = mobilenet.Run("paper", "figure5");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("Figure 5: accuracy and cost\n", result.Output);
        Assert.Contains("mobilenet paper figure5 --out figure5.svg", result.Output);
        Assert.DoesNotContain("agree", result.Output);
    }

    [Fact]
    public void Figure_7_is_measured_with_a_model_and_images_of_ones_own()
    {
        SmallModel.Save(mobilenet.File("small.safetensors"));
        Directory.CreateDirectory(mobilenet.File("images"));
        SmallModel.SaveImage(mobilenet.File("images/1.png"), 1);
        SmallModel.SaveImage(mobilenet.File("images/2.png"), 2);
        var result = mobilenet.Run("paper", "figure7", "--model", "small.safetensors", "--images", "images", "--out", "measured/figure7.json");
        Assert.True(result.ExitCode == 0, result.Error);
        var document = JsonDocument.Parse(File.ReadAllText(mobilenet.File("measured/figure7.json"))).RootElement;
        Assert.Equal((2, "images"), (document.GetProperty("images").GetInt32(), document.GetProperty("source").GetString()));
        Assert.NotEmpty(document.GetProperty("trained").EnumerateArray());
    }

    [Theory]
    [InlineData("no.safetensors", "images", "no.safetensors: no such file.")]
    [InlineData("small.safetensors", "nowhere/", "nowhere/: no such folder.")]
    public void What_figure_7_lacks_is_one_line(string model, string images, string message)
    {
        SmallModel.Save(mobilenet.File("small.safetensors"));
        var result = mobilenet.Run("paper", "figure7", "--model", model, "--images", images);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"mobilenet: {message}", Assert.Single(result.ErrorLines));
    }
}
