using System.Net.Http.Headers;

namespace MobileNetSharp.Catalog.Downloads;

/// <summary>
/// The unfinished file beside its target (<c>name.part.ext</c>, so that readers still see the extension) and, in
/// <c>name.part.ext.validator</c>, the server's ETag or date, by which a later attempt knows that it resumes the same file.
/// </summary>
sealed class PartFile(string target)
{
    /// <summary>The finished file.</summary>
    public string Target { get; } = target;

    public string Path { get; } = System.IO.Path.ChangeExtension(target, ".part" + System.IO.Path.GetExtension(target));

    /// <summary>Whether a file of that name is an unfinished one or belongs to one.</summary>
    public static bool IsPart(string fileName) => fileName.Contains(".part.", StringComparison.Ordinal);

    string ValidatorPath => Path + ".validator";

    /// <summary>The bytes that can be resumed, with what <c>If-Range</c> must say; 0 where there is nothing to trust.</summary>
    public (long Bytes, RangeConditionHeaderValue? Validator) ResumePoint()
    {
        if (!File.Exists(Path) || !File.Exists(ValidatorPath))
            return (0, null);

        return RangeConditionHeaderValue.TryParse(File.ReadAllText(ValidatorPath), out var validator)
            ? (new FileInfo(Path).Length, validator)
            : (0, null);
    }

    /// <summary>Opens the file for the bytes from <paramref name="from"/> on; 0 starts it anew.</summary>
    public FileStream Open(long from, HttpResponseMessage response)
    {
        // Unbuffered, so that a full disk shows at the write and not when the stream is disposed.
        var file = new FileStream(Path, from == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (ValidatorOf(response) is { } validator)
            File.WriteAllText(ValidatorPath, validator);
        else
            File.Delete(ValidatorPath);
        return file;
    }

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(ValidatorPath);
    }

    // RFC 9110 §13.1.5: If-Range takes no weak ETag.
    static string? ValidatorOf(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } etag
        ? etag.ToString()
        : response.Content.Headers.LastModified is { } date ? new RangeConditionHeaderValue(date).ToString() : null;
}
