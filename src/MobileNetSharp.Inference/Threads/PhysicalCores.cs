namespace MobileNetSharp.Inference.Threads;

/// <summary>
/// The cores of this machine. Two threads of one core share its multipliers, which a kernel keeps busy alone, so a second one
/// would only take cache from the first.
/// </summary>
static class PhysicalCores
{
    /// <summary>The cores, but not more than the processors that this process may use; all of these where the system does not list them.</summary>
    public static int Count { get; } =
        Math.Min(Environment.ProcessorCount, Listed("/sys/devices/system/cpu") ?? Environment.ProcessorCount);

    /// <summary>The cores that Linux lists in the folder given: its processors, those with the same siblings taken as one. Null for none.</summary>
    public static int? Listed(string folder)
    {
        try
        {
            var siblings = Directory.EnumerateDirectories(folder, "cpu*")
                .Select(processor => Path.Combine(processor, "topology", "thread_siblings_list"))
                .Where(File.Exists).Select(File.ReadAllText).Distinct(StringComparer.Ordinal).Count();
            return siblings == 0 ? null : siblings;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
