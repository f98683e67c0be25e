using System.Net.Http.Headers;
using MobileNetSharp.Files;

namespace MobileNetSharp.Catalog.Downloads;

/// <summary>
/// The unfinished file beside its target (<c>name.part.ext</c>, so that readers still see the extension) and, in
/// <c>name.part.ext.validator</c>, the server's ETag or date, by which a later attempt knows that it resumes the same file.
/// </summary>
sealed class PartFile(string target)
{
    /// <summary>More than an ETag or a date has.</summary>
    const int MaximumValidatorBytes = 1 << 16;

    /// <summary>The finished file.</summary>
    public string Target { get; } = target;

    public string Path { get; } = System.IO.Path.ChangeExtension(target, ".part" + System.IO.Path.GetExtension(target));

    /// <summary>Whether a file of that name is an unfinished one or belongs to one.</summary>
    public static bool IsPart(string fileName) => fileName.Contains(".part.", StringComparison.Ordinal) || fileName.EndsWith(".part", StringComparison.Ordinal);

    string ValidatorPath => Path + ".validator";

    /// <summary>The bytes that can be resumed, with what <c>If-Range</c> must say; 0 where there is nothing to trust.</summary>
    public (long Bytes, RangeConditionHeaderValue? Validator) ResumePoint()
    {
        if (!File.Exists(Path) || IsLink(Path) || new FileInfo(ValidatorPath) is not { Exists: true, LinkTarget: null, Length: > 0 and <= MaximumValidatorBytes })
            return (0, null);

        return RangeConditionHeaderValue.TryParse(BoundedFile.ReadText(ValidatorPath, MaximumValidatorBytes), out var validator)
            ? (new FileInfo(Path).Length, validator)
            : (0, null);
    }

    /// <summary>Opens the file for the bytes from <paramref name="from"/> on; 0 starts it anew.</summary>
    public FileStream Open(long from, HttpResponseMessage response)
    {
        RemoveLinks();

        // Unbuffered, so that a full disk shows at the write and not when the stream is disposed.
        var file = new FileStream(Path, from == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (ValidatorOf(response) is { } validator)
            File.WriteAllText(ValidatorPath, validator);
        else
            File.Delete(ValidatorPath);
        return file;
    }

    /// <summary>Copies a file, which must be a regular one of at most so many bytes.</summary>
    /// <exception cref="InvalidDataException">It is empty, a device or a pipe, or too large.</exception>
    public async Task CopyFromAsync(string file, long maximumBytes, CancellationToken cancellationToken)
    {
        var length = new FileInfo(file) is { Exists: true } info ? info.Length : throw new FileNotFoundException("no such file", file);
        if (length == 0)
            throw new InvalidDataException("it is empty or not a regular file");
        if (length > maximumBytes)
            throw new InvalidDataException($"it has {length} bytes, more than the limit of {maximumBytes}");
        using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var target = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[1 << 20];
        for (int count; length > 0 && (count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; length -= count)
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
    }

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(ValidatorPath);
    }

    /// <summary>Anyone who may write to the folder could make a link lead any write out of it.</summary>
    void RemoveLinks()
    {
        foreach (var path in (string[])[Path, ValidatorPath])
        {
            if (IsLink(path))
                File.Delete(path);
        }
    }

    static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    // RFC 9110 §13.1.5: If-Range takes no weak ETag.
    static string? ValidatorOf(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } etag
        ? etag.ToString()
        : response.Content.Headers.LastModified is { } date ? new RangeConditionHeaderValue(date).ToString() : null;
}
