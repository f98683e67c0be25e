using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Evaluation;

namespace MobileNetSharp.Cli;

/// <summary>What to type when an error occurs; the library does not know this, because its messages never name a verb or an option.</summary>
static partial class Hints
{
    /// <summary>A sentence to append to the error's line; null if there is nothing to add.</summary>
    public static string? For(Exception e)
    {
        var hint = e switch
        {
            OutOfMemoryException => "Try a smaller model, a smaller image or fewer --threads.",
            ModelCardException { Part: ModelCardPart.Outputs } => "--labels FILE gives its class names, --preprocess tensorflow or torchvision its preprocessing.",
            ModelCardException { Part: ModelCardPart.Labels } => "--labels FILE gives its class names, one per line.",
            ModelCardException { Part: ModelCardPart.Preprocessing } => "--preprocess tensorflow or torchvision gives it.",
            EvaluationException { UnmatchedClasses.IsEmpty: false } => "Give it with --label-map FILE.",
            CatalogException { Fault: CatalogFault.UnknownModel } => "'mobilenet models' lists all; your own file is named by its path.",
            CatalogException { Fault: CatalogFault.Download } => "Give a local file with --model FILE, or import one with 'mobilenet models add FILE'.",
            _ => null,
        };
        AddTraining(e, ref hint);
        return hint;
    }

    static partial void AddTraining(Exception e, ref string? hint);
}
