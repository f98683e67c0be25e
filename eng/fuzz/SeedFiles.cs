using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>Files to begin with, and where results go.</summary>
static class SeedFiles
{
    /// <summary>Larger files make fewer mutants in the same time, and their structure is that of small ones.</summary>
    const long MaxBytes = 1 << 19;

    /// <summary>The files of patterns below the repository's root, such as <c>test/data/golden/**/*.onnx</c>; those beside the repository may be absent.</summary>
    public static IEnumerable<byte[]> Find(params string[] patterns) => Paths(patterns).Select(File.ReadAllBytes);

    /// <summary>The files of patterns that are whole models of a format.</summary>
    public static IEnumerable<byte[]> Models(ModelFormat format, params string[] patterns) =>
        Paths(patterns).Where(ModelFile.HasKnownExtension).Select(File.ReadAllBytes).Where(bytes => IsWhole(bytes, format));

    /// <summary>The extensions of a folder's files, but for those that describe others.</summary>
    public static IEnumerable<string> Extensions(string folder) =>
        Directory.EnumerateFiles(Repository.Path(folder)).Select(path => Path.GetExtension(path)).Distinct().Where(extension => extension is not ("" or ".gz" or ".json" or ".txt")).Order(StringComparer.Ordinal);

    /// <summary>Copies the files of a folder, if there is one, and of those in it.</summary>
    public static void Copy(string from, string to)
    {
        var source = Repository.Path(from);
        if (!Directory.Exists(source))
            return;
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target, overwrite: true);
        }
    }

    static IEnumerable<string> Paths(string[] patterns) =>
        from pattern in patterns
        let anyDepth = pattern.Contains("/**/", StringComparison.Ordinal)
        let folder = Repository.Path(Path.GetDirectoryName(pattern)!.Replace("/**", "", StringComparison.Ordinal))
        where Directory.Exists(folder)
        from path in Directory.EnumerateFiles(folder, Path.GetFileName(pattern), anyDepth ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal)
        where new FileInfo(path).Length is > 0 and <= MaxBytes
        select path;

    static bool IsWhole(byte[] bytes, ModelFormat format)
    {
        try
        {
            ModelFile.Load(new MemoryStream(bytes), format).Dispose();
            return true;
        }
        catch (MobileNetSharpException)
        {
            return false;
        }
    }

    /// <summary>A zip archive whose checksums say that there is none, so that damage is not found by them; any other file as it is.</summary>
    public static byte[] WithoutChecksums(byte[] file)
    {
        const int checksum = 16, checksumBytes = 4;
        var entry = "PK\u0001\u0002"u8;
        for (var at = 0; file.AsSpan(at).IndexOf(entry) is var next && next >= 0; at += next + checksum)
            file.AsSpan(at + next + checksum, checksumBytes).Clear();
        return file;
    }

    /// <summary>A model's file as another program would write it: our card is under a name that is not ours.</summary>
    public static byte[] WithoutOurCard(byte[] file)
    {
        var name = "mobilenetsharp"u8;
        for (var at = 0; file.AsSpan(at).IndexOf(name) is var next && next >= 0; at += next + 1)
            file[at + next] = (byte)'x';
        return file;
    }

    /// <summary>Writes the small whole files of readers, a folder for each.</summary>
    public static int Write(IEnumerable<Reader> readers, string folder)
    {
        const int small = 1 << 16;
        foreach (var reader in readers)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, reader.Name)).FullName;
            foreach (var (number, bytes) in reader.Seeds().Where(bytes => bytes.Length is > 0 and <= small).Index())
                File.WriteAllBytes(Path.Combine(own, $"{number}"), bytes);
        }

        return 0;
    }

    /// <summary>A folder for input that this process writes, in memory where the system has files there; it is deleted with the process.</summary>
    public static string Scratch(string name) => Directory.CreateDirectory(Path.Combine(ScratchRoot.Value, name)).FullName;

    static readonly Lazy<string> ScratchRoot = new(() =>
    {
        const string memory = "/dev/shm";
        var root = Directory.CreateDirectory(Path.Combine(Directory.Exists(memory) ? memory : Path.GetTempPath(), $"fuzz-{Environment.ProcessId}")).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    });

    /// <summary>A folder for results that git ignores.</summary>
    public static string Folder(string name) => Directory.CreateDirectory(Repository.Path($"artifacts/fuzz/{name}")).FullName;
}
