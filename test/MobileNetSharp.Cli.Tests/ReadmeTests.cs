using System.Net;
using System.Text.RegularExpressions;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>What the documentation shows works: its commands run here, its code is compiled here.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Theory]
    [InlineData("README.md", 20)]
    [InlineData("docs/detection.md", 10)]
    [InlineData("docs/models.md", 13)]
    [InlineData("docs/data.md", 7)]
    [InlineData("docs/evaluation.md", 7)]
    [InlineData("docs/training.md", 2)]
    public async Task Every_command_shown_works_and_prints_what_it_shows(string document, int leastCommands)
    {
        PrepareFiles();
        await using var server = new CheckpointServer(SmallModel.Save(mobilenet.File("served.safetensors")));
        server.PublishAsDefault(mobilenet);
        var ran = 0;
        foreach (var (command, shown) in Commands(File.ReadAllText(Repository.Path(document))))
        {
            if (Words(command) is not { } words)
                continue;
            var result = mobilenet.Run(words);
            Assert.True(result.ExitCode == 0, $"{command}\n{result.Error}");
            if (shown.Length > 0)
                Assert.Equal(shown, result.Output);
            ran++;
        }

        Assert.InRange(ran, leastCommands, 100);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/library.md")]
    [InlineData("docs/detection.md")]
    [InlineData("docs/evaluation.md")]
    [InlineData("docs/data.md")]
    [InlineData("docs/training.md")]
    public void The_code_shown_is_code_that_is_compiled_here(string document)
    {
        var compiled = Lines(File.ReadAllText(Repository.Path("test/MobileNetSharp.Cli.Tests/DocumentedCode.cs")));
        var blocks = Blocks(File.ReadAllText(Repository.Path(document)), "csharp").ToArray();
        Assert.NotEmpty(blocks);
        foreach (var line in blocks.SelectMany(Lines))
            Assert.Contains(line, compiled);
    }

    /// <summary>The README's first table: an image, a command, and what it prints.</summary>
    [Fact]
    public void The_first_table_shows_what_the_command_beside_it_prints()
    {
        PrepareFiles();
        var table = FirstTable().Match(File.ReadAllText(Repository.Path("README.md")));
        Assert.True(File.Exists(Repository.Path(table.Groups["image"].Value)));
        Assert.Contains($" {table.Groups["image"].Value} ", table.Groups["command"].Value);
        var result = mobilenet.Run(Words(table.Groups["command"].Value)!);
        var shown = table.Groups["scores"].Value.Replace("**", "", StringComparison.Ordinal).Split(" · ");
        Assert.Equal(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Trim()), shown);
    }

    void PrepareFiles()
    {
        Directory.CreateDirectory(mobilenet.File("docs/images"));
        Directory.CreateDirectory(mobilenet.File("holiday"));
        Directory.CreateDirectory(mobilenet.File("docs/models"));
        foreach (var file in new[] { "docs/images/star.png", "docs/models/shapes.safetensors" })
            File.Copy(Repository.Path(file), mobilenet.File(file));
        File.Copy(Repository.Path("docs/images/clock.jpg"), mobilenet.File("photo.jpg"));
        SmallModel.SaveImage(mobilenet.File("holiday/1.png"), 1);
        SmallModel.SaveImage(mobilenet.File("holiday/2.png"), 2);
        SmallModel.Save(mobilenet.File("mine.safetensors"));
        SmallModel.Save(mobilenet.File("flowers.onnx"));
        File.WriteAllLines(mobilenet.File("flowers.txt"), SmallModel.Labels);
        SmallModel.SaveImage(mobilenet.File("rose.jpg"), 3);
        File.Copy(Repository.Path("test/data/golden/keras/teachable.h5"), mobilenet.File("keras_model.h5"));
        File.WriteAllText(mobilenet.File("labels.txt"), "0 cardboard\n1 plastic\n2 glass\n3 metal\n");
        Directory.CreateDirectory(mobilenet.File("photos/ant"));
        Directory.CreateDirectory(mobilenet.File("photos/bee"));
        for (var i = 1; i <= 8; i++)
            SmallModel.SaveImage(mobilenet.File(Path.Combine("photos", i % 2 == 0 ? "bee" : "ant", $"{i}.png")), i);
        SmallModel.SaveImage(mobilenet.File("holiday.jpg"), 3);
        Directory.CreateDirectory(mobilenet.File("objects"));
        File.WriteAllText(mobilenet.File("objects/classes.txt"), "ant\nbee\n");
        foreach (var (name, labels) in new[] { ("1", "0 0.5 0.5 0.5 0.5\n1 0.3 0.3 0.4 0.2\n"), ("2", "1 0.6 0.6 0.4 0.4\n") })
        {
            SmallModel.SaveImage(mobilenet.File($"objects/{name}.png"), name.Length);
            File.WriteAllText(mobilenet.File($"objects/{name}.txt"), labels);
        }

        Directory.CreateDirectory(mobilenet.File("insects/wasp"));
        SmallModel.SaveImage(mobilenet.File("insects/wasp/1.png"), 1);
        File.WriteAllText(mobilenet.File("insects.txt"), "wasp = bee\n");
        SmallDetector.Save(mobilenet.File("detector.safetensors"));
        SmallDetector.SaveImages(mobilenet.File("pets"));
        File.Copy(mobilenet.File("photo.jpg"), mobilenet.File("street.jpg"));
        ForeignDetector.Save(mobilenet.File("ssd.onnx"), [6, 6, 6, 6, 6, 6], classes: 80);
        ForeignDetector.Save(mobilenet.File("ssd.tflite"), [3, 6, 6, 6, 6, 6], classes: 2);
        File.WriteAllLines(mobilenet.File("labelmap.txt"), ["???", "cat", "dog"]);
        File.WriteAllText(mobilenet.File("photos.csv"), "photos/ant/1.png,ant\nphotos/bee/2.png,bee\n");
    }

    /// <summary>
    /// The words after <c>mobilenet</c>; null for a command of the SDK, which builds this very test, and for the demo,
    /// which takes minutes: <c>.ci/run</c> runs it.
    /// </summary>
    static string[]? Words(string command)
    {
        var rest = command.StartsWith("mobilenet ", StringComparison.Ordinal) ? command["mobilenet ".Length..]
            : command.StartsWith("dotnet run -c Release --project src/MobileNetSharp.Cli -- ", StringComparison.Ordinal) ? command[(command.IndexOf("-- ", StringComparison.Ordinal) + 3)..]
            : null;
        if (rest is null)
            Assert.StartsWith("dotnet ", command);
        return rest is null || rest.Split(' ')[0] == "demo" ? null : [.. Word().Matches(rest).Select(word => word.Value.Trim('"'))];
    }

    static IEnumerable<(string Command, string Shown)> Commands(string document)
    {
        foreach (var block in Blocks(document, "console"))
        {
            foreach (var part in block.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
            {
                var end = part.IndexOf('\n', StringComparison.Ordinal);
                yield return (part[..end], part[(end + 1)..]);
            }
        }
    }

    static IEnumerable<string> Blocks(string document, string language) =>
        Fence().Matches(document).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value);

    static string[] Lines(string code) =>
        [.. code.Split('\n').Select(line => line.Split(" // ")[0].Split("   //")[0].Trim()).Where(line => line.Length > 0)];

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\| !\[.*\]\((?<image>.*)\) \| `(?<command>.*)` \|\n\|---\|---\|\n\| .* \| (?<scores>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex FirstTable();

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Word();

    /// <summary>Serves one model file on loopback, as the default of a catalog in the command's model folder.</summary>
    sealed class CheckpointServer : IAsyncDisposable
    {
        readonly HttpListener listener = new();
        readonly byte[] file;
        readonly int port;
        readonly Task serving;

        public CheckpointServer(string path)
        {
            file = File.ReadAllBytes(path);
            (listener, port) = Listen();
            serving = ServeAsync();
        }

        public void PublishAsDefault(Mobilenet mobilenet)
        {
            Directory.CreateDirectory(mobilenet.File("models"));
            var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
            File.WriteAllText(mobilenet.File("models/catalog.json"), $$"""
                [{ "name": "torchvision/mobilenet_v2", "description": "served by this test", "license": "MIT",
                   "address": "http://127.0.0.1:{{port}}/small.safetensors", "fileName": "small.safetensors",
                   "sizeBytes": {{file.Length}}, "sha256": "{{sha256}}" }]
                """);
            mobilenet.Environment["MOBILENETSHARP_MIRROR"] = "";
        }

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await serving;
        }

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    context.Response.ContentLength64 = file.Length;
                    await context.Response.OutputStream.WriteAsync(file);
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        static (HttpListener Listener, int Port) Listen()
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
            listener.Start();
            return (listener, port);
        }
    }
}
