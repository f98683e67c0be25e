using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Tests.Threads;

public sealed class PhysicalCoresTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Processors_with_the_same_siblings_are_one_core()
    {
        string[] siblings = ["0,4\n", "1,5\n", "2\n", "3\n", "0,4\n", "1,5\n"];
        for (var i = 0; i < siblings.Length; i++)
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory($"cpu{i}/topology").FullName, "thread_siblings_list"), siblings[i]);
        folder.CreateSubdirectory("cpufreq");
        Assert.Equal(4, PhysicalCores.Listed(folder.FullName));
    }

    [Fact]
    public void Where_nothing_is_listed_nothing_is_known()
    {
        Assert.Null(PhysicalCores.Listed(folder.FullName));
        Assert.Null(PhysicalCores.Listed(Path.Combine(folder.FullName, "absent")));
    }

    [Fact]
    public void A_run_takes_no_more_threads_than_the_process_has_processors_unless_told() =>
        Assert.InRange(new EngineOptions().Threads, 1, Environment.ProcessorCount);
}
