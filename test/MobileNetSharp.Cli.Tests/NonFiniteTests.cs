using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Nobody is shown a ranking of scores that are no numbers.</summary>
public sealed class NonFiniteTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public NonFiniteTests()
    {
        foreach (var (name, brightness) in new[] { ("black", (byte)0), ("white", (byte)255) })
        {
            var image = new RgbImage(8, 8);
            image.WritablePixels.Fill(brightness);
            image.SavePng(File(name));
        }

        string File(string name)
        {
            Directory.CreateDirectory(mobilenet.File($"photos/{name}"));
            return mobilenet.File($"photos/{name}/{name}.png");
        }
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void An_image_whose_scores_overflow_is_reported_and_the_others_are_classified()
    {
        Save("model.safetensors", 3e38f);
        var text = mobilenet.Run("classify", "photos/white/white.png", "photos/black/black.png", "--model", "model.safetensors");
        Assert.Equal(1, text.ExitCode);
        Assert.StartsWith("photos/black/black.png\n   50.0 %  ", text.Output);
        Assert.DoesNotContain("white.png", text.Output);
        Assert.StartsWith("mobilenet: photos/white/white.png: the network's output is not finite: ", Assert.Single(text.ErrorLines));

        var json = mobilenet.Run("classify", "photos/white/white.png", "photos/black/black.png", "--model", "model.safetensors", "--json");
        Assert.Equal(1, json.ExitCode);
        Assert.Equal("photos/black/black.png", Assert.Single(json.Json.GetProperty("results").EnumerateArray()).GetProperty("path").GetString());
        var failure = Assert.Single(json.Json.GetProperty("failures").EnumerateArray());
        Assert.Equal("photos/white/white.png", failure.GetProperty("path").GetString());
        Assert.StartsWith("the network's output is not finite: ", failure.GetProperty("error").GetString());

        var eval = mobilenet.Run("eval", "classify", "photos", "--model", "model.safetensors");
        Assert.Equal((1, ""), (eval.ExitCode, eval.Output));
        Assert.StartsWith("mobilenet: white/white.png: the network's output is not finite: ", Assert.Single(eval.ErrorLines));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused_by_every_verb_that_runs_a_model_unless_an_option_allows_them()
    {
        Save("broken.safetensors", float.NaN);
        string[][] verbs = [["classify", "photos/black/black.png", "--model", "broken.safetensors"], ["eval", "classify", "photos", "--model", "broken.safetensors"], ["bench", "broken.safetensors", "--runs", "1"]];
        foreach (var verb in verbs)
        {
            var refused = mobilenet.Run(verb);
            Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
            var line = Assert.Single(refused.ErrorLines);
            Assert.Contains("'classes.weight'", line, StringComparison.Ordinal);
            Assert.EndsWith("give --allow-non-finite-weights.", line, StringComparison.Ordinal);

            var allowed = mobilenet.Run([.. verb, "--allow-non-finite-weights"]);
            if (verb[0] == "bench")
                Assert.Equal((0, ""), (allowed.ExitCode, allowed.Error));
            else
                Assert.Contains("the network's output is not finite", Assert.Single(allowed.ErrorLines), StringComparison.Ordinal);
            Assert.DoesNotContain(" %  ", allowed.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>The mean of the pixels, 0…255, times a weight, is the logit of every class.</summary>
    void Save(string name, float weight)
    {
        var g = new GraphBuilder("mean");
        g.Output("logits", g.Linear("classes", g.GlobalAveragePool("pool", g.Input("image", new Shape(1, 8, 8, 3))), 2, bias: false));
        var weights = new WeightSet(new Dictionary<string, Tensor> { ["classes.weight"] = Tensor.FromFloats([2, 3], [.. Enumerable.Repeat(weight, 6)]) });
        using var model = new Model(g.Build(), weights, new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["black", "white"],
            Preprocessing = Preprocessing.Raw,
        });
        ModelFile.Save(model, mobilenet.File(name));
    }
}
