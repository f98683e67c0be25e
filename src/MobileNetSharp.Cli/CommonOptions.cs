using System.CommandLine;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Cli;

/// <summary>Options that several verbs share, each declared once.</summary>
static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of text." };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "No progress and no notes on stderr; errors are still told." };

    public static Option<int> Threads()
    {
        var option = new Option<int>("--threads")
        {
            Description = "Threads that share the work; the default is the physical cores.",
            DefaultValueFactory = _ => new EngineOptions().Threads,
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
                result.AddError("--threads takes a number from 1 to 1024.");
        });
        return option;
    }

    public static Option<EngineKind> Engine() => new("--engine")
    {
        Description = "fast, or reference: plain loops with double sums, slow and simple.",
        DefaultValueFactory = _ => EngineKind.Fast,
        HelpName = "fast|reference",
    };

    public static Option<string?> Labels() => new("--labels")
    {
        Description = "Class names for a model that does not name its own: a text file with one per line, or imagenet, imagenet1001, coco, voc.",
        HelpName = "FILE",
    };

    public static Option<string?> Preprocess() => new("--preprocess")
    {
        Description = "How a picture becomes the input of a model that does not say: tensorflow (central 87.5 %, [-1, 1]) or torchvision (short side 256, mean and deviation).",
        HelpName = "tensorflow|torchvision",
    };
}
