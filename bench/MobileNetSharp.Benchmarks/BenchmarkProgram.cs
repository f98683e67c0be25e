using System.CommandLine;

namespace MobileNetSharp.Benchmarks;

/// <summary>The verbs: compare, suite, networks, training, decoding, and rival, which is the process of one rival and not for people.</summary>
static class BenchmarkProgram
{
    public static int Run(string[] args)
    {
        var root = new RootCommand("Compares the engine with other runtimes: same weights, separate processes, interleaved rounds.")
        {
            CompareCommand.Create(),
            SuiteCommand.Create(),
            NetworksCommand.Create(),
            TrainingCommand.Create(),
            DecodingCommand.Create(),
            RivalHost.CreateCommand(),
        };
        try
        {
            return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is BenchmarkException or ModelFormatException or Graphs.GraphException or IOException or ArgumentException)
        {
            Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }
}
