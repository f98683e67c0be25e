using System.Reflection;
using System.Text.Json;

namespace MobileNetSharp.Paper;

/// <summary>Measurements that are kept in <c>docs/paper</c> and come with the library.</summary>
static class PaperData
{
    /// <summary>A document, or null where it was not measured yet.</summary>
    public static JsonDocument? Find(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        return stream is null ? null : JsonDocument.Parse(stream);
    }
}
