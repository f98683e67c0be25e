using System.Reflection;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Arrows between the projects point down only, and the managed promise is kept.</summary>
public class ArchitectureTests
{
    public static TheoryData<string, string[], string[]> Rooms => new()
    {
        { "MobileNetSharp", [], [] },
        { "MobileNetSharp.Inference", ["MobileNetSharp"], [] },
        { "MobileNetSharp.Formats", ["MobileNetSharp"], ["Google.Protobuf"] },
        { "MobileNetSharp.Vision", ["MobileNetSharp", "MobileNetSharp.Formats", "MobileNetSharp.Inference"], ["SkiaSharp"] },
        { "MobileNetSharp.Datasets", ["MobileNetSharp", "MobileNetSharp.Vision"], [] },
        { "MobileNetSharp.Evaluation", ["MobileNetSharp", "MobileNetSharp.Inference", "MobileNetSharp.Vision", "MobileNetSharp.Datasets"], [] },
        { "MobileNetSharp.Reporting", ["MobileNetSharp", "MobileNetSharp.Formats", "MobileNetSharp.Vision", "MobileNetSharp.Datasets", "MobileNetSharp.Evaluation"], [] },
        {
            "MobileNetSharp.Paper",
            ["MobileNetSharp", "MobileNetSharp.Formats", "MobileNetSharp.Inference", "MobileNetSharp.Vision", "MobileNetSharp.Datasets", "MobileNetSharp.Evaluation", "MobileNetSharp.Reporting"],
            []
        },
        {
            "MobileNetSharp.Training",
            [
                "MobileNetSharp", "MobileNetSharp.Formats", "MobileNetSharp.Inference", "MobileNetSharp.Vision", "MobileNetSharp.Datasets",
                "MobileNetSharp.Evaluation", "MobileNetSharp.Reporting",
            ],
            ["TorchSharp"]
        },
        {
            "mobilenet",
            [
                "MobileNetSharp", "MobileNetSharp.Formats", "MobileNetSharp.Inference", "MobileNetSharp.Vision", "MobileNetSharp.Datasets",
                "MobileNetSharp.Evaluation", "MobileNetSharp.Reporting", "MobileNetSharp.Paper", "MobileNetSharp.Training",
            ],
            ["System.CommandLine", "Spectre.Console", "Spectre.Console.Ansi"]
        },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_only_the_rooms_below_it(string room, string[] rooms, string[] packages)
    {
        var references = Assembly.Load(room).GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard" or "mscorlib"));
        Assert.Empty(references.Except(rooms).Except(packages));
    }
}
