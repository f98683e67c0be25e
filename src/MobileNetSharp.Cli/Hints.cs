using MobileNetSharp.Cards;
using MobileNetSharp.Evaluation;

namespace MobileNetSharp.Cli;

/// <summary>What to type against an error, which the library does not know: its messages name no verb and no option of this command.</summary>
static partial class Hints
{
    /// <summary>A sentence to put behind the error's line; null where the line says it all.</summary>
    public static string? For(Exception e)
    {
        var hint = e switch
        {
            OutOfMemoryException => "A smaller model, fewer --threads or a smaller image takes less.",
            ModelFormatException { MissingParts: not ModelCardParts.None } model => Missing(model.MissingParts),
            EvaluationException { UnmatchedClasses.IsEmpty: false } => "Give it with --label-map FILE.",
            _ => null,
        };
        AddTraining(e, ref hint);
        return hint;
    }

    static string Missing(ModelCardParts parts) => parts switch
    {
        ModelCardParts.Labels => "Give class names with --labels FILE, one to a line.",
        ModelCardParts.Preprocessing => "Give --preprocess tensorflow or --preprocess torchvision.",
        _ => "Give --labels FILE, one class name to a line, and --preprocess tensorflow or torchvision.",
    };

    static partial void AddTraining(Exception e, ref string? hint);
}
