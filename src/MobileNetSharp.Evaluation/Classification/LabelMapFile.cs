using MobileNetSharp.Files;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>A text file that says which of a network's classes a dataset's are: lines <c>dataset class = model label or index</c>; <c>#</c> begins a comment.</summary>
public static class LabelMapFile
{
    /// <summary>The lines, by the dataset's class.</summary>
    /// <exception cref="EvaluationException">There is none, or one is invalid; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read, or it or a line of it is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        if (!File.Exists(path))
            throw new EvaluationException($"{path}: no such file; expected lines 'dataset class = model label or index'.");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, line) in (BoundedFile.IsEmpty(path) ? [] : BoundedFile.ReadLines(path, BoundedFile.MaximumTextBytes)).Index())
        {
            if (line.Trim() is not { Length: > 0 } text || text.StartsWith('#'))
                continue;
            // A class that has '=' in its name is given by its index, on the right.
            var equals = text.LastIndexOf('=');
            if (equals < 1 || equals == text.Length - 1)
                throw new EvaluationException($"{path}, line {number + 1}: '{text}' is not of the form 'dataset class = model label or index'.");
            if (!map.TryAdd(text[..equals].Trim(), text[(equals + 1)..].Trim()))
                throw new EvaluationException($"{path}, line {number + 1}: '{text[..equals].Trim()}' is mapped twice.");
        }

        return map.Count > 0 ? map : throw new EvaluationException($"{path}: holds no line 'dataset class = model label or index'.");
    }
}
