using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace MobileNetSharp.Training.Native;

/// <summary>
/// Loads TorchSharp's native library where the system's own loader refuses it. It was linked against a libstdc++ that is
/// newer than Debian 12's and asks for the version GLIBCXX_3.4.32, though it uses no symbol that older ones lack. A copy
/// whose need for that version is marked weak (one bit) loads there.
/// </summary>
static class TorchLibrary
{
    const string Version = "GLIBCXX_3.4.32";

    /// <summary>The copy, once it is loaded.</summary>
    static nint weakened;

    // The event is raised only after the system's loader has failed: every other host is left as it is.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing else runs before the first call into TorchSharp, wherever that is.")]
    internal static void Register()
    {
        AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)!.ResolvingUnmanagedDll += (_, name) => Resolve(name);
    }

    /// <summary>Loads it beside a libtorch that is loaded already. Throws <see cref="DllNotFoundException"/> where that lacks a function.</summary>
    public static void LoadBeside()
    {
        if (NativeFiles.Find(NativeFiles.TorchSharp) is not { } path)
            throw new DllNotFoundException($"{NativeFiles.FileName(NativeFiles.TorchSharp)} came with no package.");
        try
        {
            NativeLoader.LoadChecked(path);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(Version, StringComparison.Ordinal))
        {
            weakened = LoadWeakened(path);
        }
    }

    static nint Resolve(string name)
    {
        if (name != NativeFiles.TorchSharp || !OperatingSystem.IsLinux())
            return 0;
        if (weakened != 0)
            return weakened;
        if (NativeFiles.Find(name) is not { } path || !LacksVersion(path))
            return 0;

        // The copy lies elsewhere and does not find its neighbors by itself; once loaded, they are found by their names.
        if (NativeFiles.Find("torch") is { } libtorch)
            NativeLibrary.Load(libtorch);
        return weakened = LoadWeakened(path);
    }

    /// <summary>Whether the library is refused for the version, and for nothing else.</summary>
    internal static bool LacksVersion(string path)
    {
        try
        {
            NativeLibrary.Load(path);
            return false;
        }
        catch (DllNotFoundException e)
        {
            return e.Message.Contains(Version, StringComparison.Ordinal);
        }
    }

    /// <summary>Loads a copy of the library that also loads where the version is missing.</summary>
    internal static nint LoadWeakened(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (!VersionNeeds.Weaken(bytes, Version))
            throw new DllNotFoundException($"'{path}' asks for {Version}, which is not in its list of versions.");

        // A folder that is this process's own, and gone as soon as the file is mapped: no process sees another's copy.
        var folder = Directory.CreateTempSubdirectory("mobilenetsharp-");
        try
        {
            var copy = Path.Combine(folder.FullName, Path.GetFileName(path));
            File.WriteAllBytes(copy, bytes);
            return NativeLoader.LoadChecked(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
