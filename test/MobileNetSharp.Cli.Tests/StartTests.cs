namespace MobileNetSharp.Cli.Tests;

/// <summary>What a start of the command costs: most of it is compiling code, which the runtime lists.</summary>
public sealed class StartTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void A_verb_does_not_read_the_recipes_and_measurements_of_other_verbs()
    {
        var compiled = mobilenet.File("compiled.txt");
        mobilenet.Environment["DOTNET_JitStdOutFile"] = compiled;
        mobilenet.Environment["DOTNET_JitDisasmSummary"] = "1";
        Assert.Equal(ExitCode.Done, mobilenet.Run("info", "mobilenet_v2_0.35_96").ExitCode);
        var methods = File.ReadAllText(compiled);
        Assert.Contains("InfoCommand", methods, StringComparison.Ordinal);
        Assert.DoesNotContain("MobileNetSharp.Training.Recipes.RecipeJson", methods, StringComparison.Ordinal);
        Assert.DoesNotContain("MobileNetSharp.Paper.Measurements", methods, StringComparison.Ordinal);
    }
}
