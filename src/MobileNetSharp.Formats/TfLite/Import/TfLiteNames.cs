using System.Text;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>
/// Names of nodes from the names of tensors, as in <c>MobilenetV2/expanded_conv_3/depthwise/Relu6;…</c>: the first of
/// several, lower case, dots for slashes, nothing twice in a row; a layer is named by its scope,
/// <c>mobilenetv2.expanded_conv_3.depthwise</c>.
/// </summary>
sealed class TfLiteNames
{
    /// <summary>Operations that the layers of TF-slim and Keras end in; what stands before them is the layer.</summary>
    static readonly HashSet<string> operations =
    [
        "relu", "relu6", "biasadd", "add_fold", "conv2d", "conv2d_fold", "depthwise_fold", "batchnorm", "batch_norm",
        "fusedbatchnorm", "fusedbatchnormv3", "matmul", "statefulpartitionedcall",
    ];

    readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);

    /// <summary>The name of a node without weights.</summary>
    public string Node(string tensorName) => Unique(string.Join('.', Segments(tensorName)));

    /// <summary>The name of a layer with weights, or of what stands before a fused activation.</summary>
    public string Layer(string tensorName)
    {
        var segments = Segments(tensorName);
        while (segments.Count > 1 && operations.Contains(segments[^1]))
            segments.RemoveAt(segments.Count - 1);
        return Unique(string.Join('.', segments));
    }

    /// <summary>The name of a node beside the one that a tensor is named after.</summary>
    public string Layer(string tensorName, string suffix) => Unique($"{string.Join('.', Segments(tensorName))}.{suffix}");

    /// <summary>The name itself, or, where another node has it, with the first number that makes it unique.</summary>
    public string Unique(string name)
    {
        if (taken.TryAdd(name, 1))
            return name;
        string numbered;
        do
            numbered = $"{name}_{taken[name]++}";
        while (!taken.TryAdd(numbered, 1));
        return numbered;
    }

    static List<string> Segments(string tensorName)
    {
        var segments = new List<string>();
        var end = tensorName.IndexOf(';', StringComparison.Ordinal);
        foreach (var segment in (end < 0 ? tensorName : tensorName[..end]).Split('/'))
        {
            var clean = Clean(segment);
            if (clean.Length > 0 && clean != "statefulpartitionedcall" && (segments.Count == 0 || segments[^1] != clean))
                segments.Add(clean);
        }

        if (segments.Count == 0)
            segments.Add("node");
        return segments;
    }

    static string Clean(string segment)
    {
        var text = new StringBuilder(segment.Length);
        foreach (var character in segment)
            text.Append(char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '_');
        return text.ToString().Trim('_');
    }
}
