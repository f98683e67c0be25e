using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MobileNetSharp.Training.Native;

/// <summary>The system's loader of shared libraries (dlfcn.h, link.h), for what .NET's does not do.</summary>
static unsafe partial class NativeLoader
{
    const string Library = "libdl.so.2"; // of glibc
    const int Now = 2, NoLoad = 4, LinkMapOf = 2; // RTLD_NOW, RTLD_NOLOAD, RTLD_DI_LINKMAP
    const uint CloseOnExec = 1; // MFD_CLOEXEC

    /// <summary>
    /// Loads a library in place of a package's: loading that by its path then yields this one. Two of libtorch in a process
    /// would register every operator twice. Throws <see cref="DllNotFoundException"/> where it cannot be loaded, <see cref="NotSupportedException"/> where the other's place cannot be taken.
    /// </summary>
    public static void LoadInPlaceOf(string? packaged, string path)
    {
        if (packaged is null)
        {
            NativeLibrary.Load(path);
            return;
        }

        if (!OperatingSystem.IsLinux())
            throw new NotSupportedException($"this build carries another libtorch, in {Path.GetDirectoryName(packaged)}; on this system, use a build without one (-p:Torch=none)");
        if (Open(packaged, Now | NoLoad) != 0)
            throw new NotSupportedException($"{packaged} is loaded already; choose the folder before anything uses Torch");
        var library = LoadChecked(path);
        // Before it opens a file, the loader compares its path with the names of all libraries that are loaded.
        if (Info(library, LinkMapOf, out var map) != 0)
            throw new DllNotFoundException(LastError());
        map->Name = Marshal.StringToCoTaskMemUTF8(packaged);
        if (Open(packaged, Now | NoLoad) != library)
            throw new NotSupportedException($"this system's loader would load {packaged} beside it; use a build without libtorch (-p:Torch=none)");
    }

    /// <summary>
    /// Loads a library all of whose functions must be there: one that is missing would otherwise end the process at its first call.
    /// Throws <see cref="DllNotFoundException"/> with the loader's words.
    /// </summary>
    public static nint LoadChecked(string path)
    {
        if (!OperatingSystem.IsLinux())
            return NativeLibrary.Load(path);
        _ = Error(); // .NET looks the function up at its first call, which would clear the error
        return Open(path, Now) is var library && library != 0 ? library : throw new DllNotFoundException(LastError());
    }

    /// <summary>
    /// Loads a library from its bytes, on Linux; all of its functions must be there. Throws <see cref="DllNotFoundException"/> where that cannot be.
    /// </summary>
    /// <remarks>
    /// From a file that is in no folder (memfd_create(2)): a temporary folder may be missing, full, read-only or mounted noexec, and
    /// a process that is killed would leave a file there. Windows and macOS have no such files, and load no library this way.
    /// </remarks>
    public static nint LoadFromMemory(string name, ReadOnlySpan<byte> library)
    {
        var file = CreateMemoryFile(name, CloseOnExec);
        if (file < 0)
            throw new DllNotFoundException($"{name}: the system gives no file in memory (memfd_create: {Marshal.GetLastPInvokeErrorMessage()})");
        try
        {
            // Never closed: the loader keeps the path as the library's name, and would find it again under that of another.
            using var open = new SafeFileHandle(file, ownsHandle: false);
            RandomAccess.Write(open, library, 0);
        }
        catch (IOException e)
        {
            throw new DllNotFoundException($"{name}: the file in memory cannot be written ({e.Message})", e);
        }

        return LoadChecked($"/proc/self/fd/{file}");
    }

    /// <summary>Why a library was not loaded, of .NET's or the loader's message, in one line without a period.</summary>
    public static string Reason(Exception e)
    {
        var line = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim().TrimEnd('.');
        return line.EndsWith(": failed to map segment from shared object", StringComparison.Ordinal)
            ? $"{line}: the process's memory is limited (ulimit -v), or nothing can be run from this folder (noexec)"
            : line;
    }

    static string? LastError() => Marshal.PtrToStringUTF8(Error());

    [LibraryImport(Library, EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport(Library, EntryPoint = "dlerror")]
    private static partial nint Error();

    [LibraryImport(Library, EntryPoint = "dlinfo")]
    private static partial int Info(nint library, int request, out LinkMap* map);

    /// <summary>The public head of <c>struct link_map</c>, by which debuggers too find what is loaded.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct LinkMap
    {
        public nint Address;
        public nint Name;
    }
}
