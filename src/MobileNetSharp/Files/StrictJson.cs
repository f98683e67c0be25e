using System.Text;
using System.Text.Json;

namespace MobileNetSharp.Files;

/// <summary>JSON of any origin: a key that is there twice is refused, and what is wrong becomes one exception of the caller's.</summary>
public static class StrictJson
{
    /// <summary>For documents and nodes: no key twice.</summary>
    public static JsonDocumentOptions Documents => new() { AllowDuplicateProperties = false };

    /// <summary>The same, with comments and trailing commas, for files that people write.</summary>
    public static JsonDocumentOptions Lenient => Documents with { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>
    /// What a function makes of a text. Where the text is not JSON, means null, or does not fit, <paramref name="fault"/> makes
    /// the exception to throw of the reason, in one line with field or position, and what System.Text.Json threw, which has no single type for this.
    /// </summary>
    public static T Read<T>(string json, Func<string, T?> read, Func<string, Exception, Exception> fault)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(fault);
        try
        {
            return read(json) ?? throw new JsonException("it is null.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException or OverflowException or FormatException)
        {
            throw fault(Reason(json, e), e);
        }
    }

    static string Reason(string text, Exception e)
    {
        var reason = e.Message.ReplaceLineEndings(" ");
        return e is JsonException json
            ? json.Path + (json.InnerException as JsonException)?.Path?[1..] is { Length: > 0 } path && !reason.Contains(path, StringComparison.Ordinal) ? $"{reason.TrimEnd('.')}: {path}." : reason
            : UnreadableText(text) is { } offset ? $"{reason.TrimEnd('.')} (at byte {offset})." : reason;
    }

    /// <summary>Where a name or a text begins that has half a surrogate pair: node and document read them late, and do not say where.</summary>
    static long? UnreadableText(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            return reader.TokenStartIndex;
        }
        catch (JsonException)
        {
            // What is wrong is said already.
        }

        return null;
    }
}
