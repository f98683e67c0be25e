using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>What a run of the command printed, its lines ended by \n on every platform, and returned.</summary>
sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the command as a user does: in a process of its own, with its own model folder and no network.</summary>
sealed class Mobilenet : IDisposable
{
    readonly TempFolder folder = new();

    /// <summary>The working folder of the runs; its name has a space and an accent.</summary>
    public string Folder => folder.Path;

    /// <summary>More variables of the environment, such as LANG.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string File(string name) => folder.File(name);

    public CommandResult Run(params string[] args) => Run(null, args);

    public CommandResult Run(byte[]? input, string[] args)
    {
        using var process = Start(args);
        if (input is not null)
            process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output.ReplaceLineEndings("\n"), error.GetAwaiter().GetResult().ReplaceLineEndings("\n"));
    }

    public Process Start(params string[] args) => StartProgram(Path.Combine(AppContext.BaseDirectory, "mobilenet.dll"), args);

    /// <summary>A copy of the command.</summary>
    public Process StartProgram(string program, string[] args)
    {
        // Below nohup or in the background of a script signals are ignored, by the processes that are started too.
        string[] withSignals = OperatingSystem.IsLinux() ? ["env", "--default-signal=HUP,INT"] : [];
        string[] command = [.. withSignals, "dotnet", program, .. args];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["MOBILENETSHARP_HOME"] = File("models");
        // Nothing listens on port 9 (discard): every fetch fails at once, unless a test names a server of its own.
        start.Environment["MOBILENETSHARP_MIRROR"] = "http://127.0.0.1:9";
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void Dispose() => folder.Dispose();
}
