using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>SHA-256 over all that a checkpoint holds: its metadata, and each tensor's name, type, shape and bytes.</summary>
static class CheckpointChecksum
{
    /// <summary>Its key in the metadata.</summary>
    public const string Key = "mobilenetsharp.sha256";

    /// <summary>In hex.</summary>
    public static string Compute(IEnumerable<KeyValuePair<string, string>> metadata, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in metadata.Where(entry => entry.Key != Key).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(hash, key);
            Append(hash, value);
        }

        foreach (var (name, tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, $"{tensor.Type} [{string.Join(", ", tensor.Shape)}]");
            hash.AppendData(tensor.Bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>With its length before it, so that no two sequences of texts are alike.</summary>
    static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
        hash.AppendData(bytes);
    }
}
