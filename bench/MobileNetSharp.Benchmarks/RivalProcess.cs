using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MobileNetSharp.Benchmarks.Torch;

namespace MobileNetSharp.Benchmarks;

/// <summary>A rival's process as the comparison sees it: it waits, without a spinning thread of ours, until it is its turn.</summary>
sealed class RivalProcess : IDisposable
{
    readonly Process process;

    /// <summary>Starts it and waits until it is warm; <paramref name="lanes"/> 256 hides AVX-512 from it, 0 hides nothing.</summary>
    public RivalProcess(string name, string path, int threads, int batch, int lanes)
    {
        string[] arguments =
        [
            .. IsHost(Environment.ProcessPath!) ? [typeof(RivalProcess).Assembly.Location] : Array.Empty<string>(),
            RivalHost.Verb, name, path, Text(threads), Text(batch),
        ];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Lanes.Limit(start, lanes);
        // Our library lowers this where libtorch is loaded, and it is loaded for plain TorchSharp too: by its own default.
        if (name is TorchRunner.RivalName or TrainingRunner.PlainName)
            start.Environment.TryAdd("GOMP_SPINCOUNT", "300000");
        process = Process.Start(start)!;
        try
        {
            Ready = Read(RivalJson.Default.RivalReady, name);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public RivalReady Ready { get; }

    /// <summary>Times so many inferences.</summary>
    public RivalBurst Burst(int runs)
    {
        process.StandardInput.WriteLine(Text(runs));
        process.StandardInput.Flush();
        return Read(RivalJson.Default.RivalBurst, Ready.Name);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000))
            process.Kill();
        process.Dispose();
    }

    T Read<T>(JsonTypeInfo<T> type, string name) => process.StandardOutput.ReadLine() is { } line
        ? JsonSerializer.Deserialize(line, type)!
        : throw new BenchmarkException($"The rival '{name}' ended before its result; see its message above.");

    static bool IsHost(string path) => Path.GetFileNameWithoutExtension(path) == "dotnet";

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
