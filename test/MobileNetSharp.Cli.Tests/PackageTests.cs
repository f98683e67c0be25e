using System.Diagnostics;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>The packages as users get them: packed, installed from a local folder, run.</summary>
public class PackageTests
{
#if DEBUG
    const string Configuration = "Debug";
#else
    const string Configuration = "Release";
#endif

    [Fact]
    public void The_tool_is_packed_installed_from_a_local_folder_and_runs()
    {
        using var folder = new TempFolder();
        var packages = folder.File("packages");
        Dotnet(Repository.Root, "pack", "MobileNetSharp.slnx", "--no-build", "--configuration", Configuration, "--output", packages);
        Assert.Equal(
            [
                "MobileNetSharp", "MobileNetSharp.Cli", "MobileNetSharp.Datasets", "MobileNetSharp.Evaluation", "MobileNetSharp.Formats",
                "MobileNetSharp.Inference", "MobileNetSharp.Paper", "MobileNetSharp.Reporting", "MobileNetSharp.Training", "MobileNetSharp.Vision",
            ],
            Directory.EnumerateFiles(packages).Select(file => Path.GetFileName(file).Split(".0.")[0]).Order(StringComparer.Ordinal));

        // Only the local folder: what the tool needs is in its package.
        File.WriteAllText(folder.File("nuget.config"), $"""
            <configuration><packageSources><clear /><add key="local" value="{packages}" /></packageSources></configuration>
            """);
        Dotnet(folder.Path, "tool", "install", "MobileNetSharp.Cli", "--tool-path", folder.File("tools"), "--configfile", folder.File("nuget.config"));

        SmallModel.Save(folder.File("small.safetensors"));
        var tool = Path.Combine(folder.File("tools"), OperatingSystem.IsWindows() ? "mobilenet.exe" : "mobilenet");
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", Run(folder.Path, tool, "--version"));
        File.Copy(Repository.Path("docs/images/clock.jpg"), folder.File("clock.jpg"));
        Assert.StartsWith("clock.jpg", Run(folder.Path, tool, "classify", "clock.jpg", "--model", "small.safetensors"));
    }

    static void Dotnet(string folder, params string[] args) => Run(folder, "dotnet", args);

    static string Run(string folder, string program, params string[] args)
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
