using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Files;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Cli;

/// <summary>What to type when an error occurs; the library does not know this, because its messages never name a verb or an option.</summary>
static partial class Hints
{
    /// <summary>A sentence to append to the error's line; null if there is nothing to add.</summary>
    public static string? For(Exception e)
    {
        var hint = e switch
        {
            OutOfMemoryException => "Free memory, or raise the limit that this process has (ulimit -v, a container's).",
            ModelCardException { Part: ModelCardPart.Outputs } => "If it is a classifier, give its class names with --labels FILE and its preprocessing with --preprocess tensorflow, torchvision, raw or in parts.",
            ModelCardException { Part: ModelCardPart.Preprocessing } => "Give its preprocessing with --preprocess tensorflow, torchvision, raw or in parts.",
            ModelCardException { Part: ModelCardPart.BoxDecoding } => "Give them with --anchors tensorflow, tensorflow-2017, torchvision, pytorch-ssd or a JSON file (docs/models.md).",
            ModelCardException { Part: ModelCardPart.InputSize } => "Give it with --input-size 224, or --input-size HEIGHTxWIDTH.",
            NonFiniteWeightException => $"To run it all the same, give {CommonOptions.AllowNonFiniteWeightsName}.",
            DatasetException { Formats: { Count: > 0 } formats } => $"Choose one with --format {string.Join(" or ", formats.Select(AnnotationChoice.WordOf))}.",
            DatasetException { Finding: AnnotationFindingKind.LabeledOnRawPixels } => "If they are, give --raw-pixels.",
            DatasetException { Finding: not null } => "See them with: mobilenet data check DATA.",
            DatasetException { NeedsCopies: true } => "Copy them with --copy-images.",
            EvaluationException { UnmatchedClasses.IsEmpty: false } => "Match them with --label-map FILE, lines 'dataset class = model label or index'.",
            CatalogException { Fault: CatalogFault.UnknownModel } => "'mobilenet models' lists all; your own file is named by its path.",
            CatalogException { Fault: CatalogFault.Download or CatalogFault.Import } when FileErrors.IsDiskFull(e) => "Make room, or set MOBILENETSHARP_HOME to a folder on another disk.",
            CatalogException { Fault: CatalogFault.Download } => "Give a local file with --model FILE, or import one with 'mobilenet models add FILE'.",
            _ => null,
        };
        AddTraining(e, ref hint);
        return hint;
    }

    static partial void AddTraining(Exception e, ref string? hint);
}
