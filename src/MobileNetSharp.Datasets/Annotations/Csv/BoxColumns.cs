namespace MobileNetSharp.Datasets.Annotations.Csv;

/// <summary>Where a CSV file of boxes has what; −1 where it has not.</summary>
readonly record struct BoxColumns(char Separator, int Image, int Class, int Left, int Top, int Right, int Bottom)
{
    static readonly char[] Separators = [',', ';', '\t'];

    static readonly string[] Images = ["filename", "image", "imageid", "imagename", "imagepath", "path", "file", "filepath", "img"];

    static readonly string[] Classes = ["class", "label", "labelname", "classname", "category", "tag"];

    public int Width { get; private init; }

    public int Height { get; private init; }

    public int Split { get; private init; }

    public int ClassName { get; private init; }

    public int IsGroup { get; private init; }

    /// <summary>Whether these are the columns of Open Images, whose boxes are shares of the image and whose images have no extension.</summary>
    public bool IsOpenImages { get; private init; }

    /// <summary>The columns that the first row names; null where they are not those of boxes.</summary>
    public static BoxColumns? Find(string firstRow, Func<string, char, List<string>> cells)
    {
        foreach (var separator in Separators)
        {
            var names = cells(firstRow, separator).ConvertAll(Simplified);
            int At(params string[] any) => names.FindIndex(name => Array.IndexOf(any, name) >= 0);
            var columns = new BoxColumns(separator, At(Images), At(Classes), At("xmin", "x1", "left"), At("ymin", "y1", "top"), At("xmax", "x2", "right"), At("ymax", "y2", "bottom"));
            if (columns is not { Image: >= 0, Class: >= 0, Left: >= 0, Top: >= 0, Right: >= 0, Bottom: >= 0 })
                continue;
            return columns with
            {
                Width = At("width", "imagewidth"),
                Height = At("height", "imageheight"),
                Split = At("split", "set", "subset"),
                ClassName = At("classname"),
                IsGroup = At("isgroupof"),
                IsOpenImages = At("imageid") >= 0 && At("labelname") >= 0,
            };
        }

        return null;
    }

    static string Simplified(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
