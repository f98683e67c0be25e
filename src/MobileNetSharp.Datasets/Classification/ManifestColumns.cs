using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>Where a manifest has an image's path, its class and its split, and what separates the columns.</summary>
/// <param name="Separator">A comma, semicolon or tab.</param>
/// <param name="Path">The column of the path.</param>
/// <param name="Label">The column of the class.</param>
/// <param name="Split">The column of the split; beyond the last where there is none.</param>
/// <param name="IsHeader">Whether the first row names the columns.</param>
readonly record struct ManifestColumns(char Separator, int Path, int Label, int Split, bool IsHeader)
{
    public const string Expected = "expected the columns path,label or path,label,split";

    static readonly char[] Separators = [',', ';', '\t'];

    static readonly string[] Paths = ["path", "filepath", "imagepath", "file", "filename", "image", "imagefile", "imagename", "imageid", "img", "imgpath"];

    static readonly string[] Labels = ["label", "labels", "labelname", "class", "classname", "category", "categoryname", "target"];

    static readonly string[] Splits = ["split", "set", "subset", "partition"];

    /// <summary>Reads the first row: the names of the columns, or an image's path and class. Null where it is neither.</summary>
    public static ManifestColumns? Find(string firstRow, Func<string, char, List<string>> cells, Predicate<string> isFile)
    {
        foreach (var separator in Separators)
        {
            var names = cells(firstRow, separator).ConvertAll(Simplified);
            var (path, label, split) = (names.FindIndex(Paths.Contains), names.FindIndex(Labels.Contains), names.FindIndex(Splits.Contains));
            if (path >= 0 && label >= 0)
                return new(separator, path, label, split < 0 ? int.MaxValue : split, IsHeader: true);
        }

        foreach (var separator in Separators)
        {
            var values = cells(firstRow, separator);
            if (values.Count > 1 && IsPath(values[0], isFile))
                return new(separator, 0, 1, 2, IsHeader: false);
        }

        return null;
    }

    static string Simplified(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    static bool IsPath(string value, Predicate<string> isFile) =>
        ImageFiles.IsImage(value) || ImageFiles.IsOtherImage(value) || value.AsSpan().ContainsAny('/', '\\') || (value.Length > 0 && isFile(value));
}
