using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace MobileNetSharp.Training.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native library, and this before TorchSharp does: where the loader refuses either of them,
/// TorchSharp prints its own trace and copies all of libtorch from NuGet's folder into the program's.
/// </summary>
/// <remarks>
/// For Linux, TorchSharp's library was linked against a libstdc++ that is newer than Debian 12's. It asks for the version
/// GLIBCXX_3.4.32, though it uses no symbol that older ones lack. A copy whose need for that version is marked weak (one bit)
/// loads there.
/// </remarks>
static class TorchLibrary
{
    const string Version = "GLIBCXX_3.4.32";

    static readonly Lock gate = new();

    /// <summary>TorchSharp's library, once it is loaded.</summary>
    static nint library;

    // The event is raised only after the system's loader has failed: every other host is left as it is.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing else runs before the first call into TorchSharp, wherever that is.")]
    internal static void Register()
    {
        AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)!.ResolvingUnmanagedDll += (_, name) => Resolve(name);
    }

    /// <summary>Loads the packages' libraries, unless a libtorch of a folder is in use. Throws <see cref="DllNotFoundException"/> or <see cref="BadImageFormatException"/> with the loader's words.</summary>
    public static void Load()
    {
        lock (gate)
        {
            if (library != 0)
                return;
            // A copy in memory does not find its neighbors by itself; once loaded, they are found by their names.
            foreach (var name in (string[])["torch_cpu", .. OperatingSystem.IsLinux() ? ["torch"] : Array.Empty<string>()])
            {
                if (NativeFiles.Find(name) is { } path)
                    NativeLibrary.Load(path);
            }

            LoadBeside();
        }
    }

    /// <summary>Loads TorchSharp's beside a libtorch that is loaded already. Throws <see cref="DllNotFoundException"/> where that lacks a function.</summary>
    public static void LoadBeside() => library = NativeFiles.Find(NativeFiles.TorchSharp) is { } path
        ? Load(path)
        : throw new DllNotFoundException($"{NativeFiles.FileName(NativeFiles.TorchSharp)} came with no package.");

    /// <summary>Loads a library; where the version is missing, and nothing else is wrong, a copy without that need.</summary>
    internal static nint Load(string path)
    {
        try
        {
            return NativeLoader.LoadChecked(path);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(Version, StringComparison.Ordinal))
        {
            return LoadWeakened(path);
        }
    }

    /// <summary>Loads a copy of the library that also loads where the version is missing.</summary>
    internal static nint LoadWeakened(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (!VersionNeeds.Weaken(bytes, Version))
            throw new DllNotFoundException($"'{path}' asks for {Version}, which is not in its list of versions.");
        return NativeLoader.LoadFromMemory(Path.GetFileName(path), bytes);
    }

    static nint Resolve(string name)
    {
        if (name != NativeFiles.TorchSharp || !OperatingSystem.IsLinux())
            return 0;
        try
        {
            Load();
            return library;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return 0; // who asked says so
        }
    }
}
