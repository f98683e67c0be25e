using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Datasets.Annotations;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>data convert --json</c> prints.</summary>
sealed record DataConvertDocument(string Path, string From, string To, int Images, int Objects, IReadOnlyList<string> Classes, IReadOnlyList<ConversionLoss> Losses)
{
    public static DataConvertDocument Of(string path, AnnotationSet annotations, AnnotationFormat to, AnnotationConversion written) => new(
        path, AnnotationChoice.WordOf(annotations.Format), AnnotationChoice.WordOf(to), written.Images, written.Objects,
        [.. annotations.Classes.Select(@class => @class.Name)], written.Losses);
}
