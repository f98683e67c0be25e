using System.Diagnostics;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Repository.Tests;

/// <summary>The packages of this solution, packed once into a folder for all tests.</summary>
public sealed class PackedSolution : IDisposable
{
#if DEBUG
    const string Configuration = "Debug";
#else
    const string Configuration = "Release";
#endif

    readonly TempFolder folder = new();

    public PackedSolution()
    {
        Run(TestKit.Repository.Root, "dotnet", "pack", "MobileNetSharp.slnx", "--no-build", "--configuration", Configuration, "--output", folder.Path);
        Packages = [.. Directory.EnumerateFiles(folder.Path, "*.nupkg").Select(file => new Package(file)).OrderBy(package => package.Id, StringComparer.Ordinal)];
    }

    /// <summary>Where they lie.</summary>
    public string Folder => folder.Path;

    /// <summary>By identifier.</summary>
    public IReadOnlyList<Package> Packages { get; }

    public void Dispose() => folder.Dispose();

    /// <summary>What a program prints, which must succeed.</summary>
    public static string Run(string folder, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}\n{output}\n{error.GetAwaiter().GetResult()}");
        return output;
    }
}
