using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Paper.Tests;

public class CpuTimesTests
{
    static CpuTime Time(string network, double milliseconds, int bits = 512, string processor = "A") => new(network, processor, bits, milliseconds, DateTime.UnixEpoch);

    [Fact]
    public void A_newer_time_replaces_the_older_one_of_the_same_network_processor_and_width()
    {
        var times = new CpuTimes([Time("x", 5), Time("x", 9, bits: 256), Time("x", 7, processor: "B"), Time("y", 2)]).With([Time("x", 4)]);
        Assert.Equal([Time("x", 9, bits: 256), Time("x", 4), Time("y", 2), Time("x", 7, processor: "B")], times.Times);
    }

    [Fact]
    public void The_median_is_that_of_the_widest_vectors()
    {
        var times = new CpuTimes([Time("x", 9, bits: 256), Time("x", 4)]);
        Assert.Equal(4, times.Median("x", "A"));
        Assert.Equal(double.NaN, times.Median("x", "B"));
    }

    [Fact]
    public void Times_are_the_same_after_they_were_written_and_read()
    {
        using var folder = new TempFolder();
        var path = folder.File("times.json");
        CpuTimes.BuiltIn.Save(path);
        Assert.Equal(CpuTimes.BuiltIn.Times, CpuTimes.LoadOrEmpty(path).Times);
        Assert.Empty(CpuTimes.LoadOrEmpty(folder.File("none.json")).Times);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_by_name()
    {
        using var folder = new TempFolder();
        var path = folder.File("other.json");
        File.WriteAllText(path, """{ "rows": [] }""");
        Assert.Equal(path, Assert.Throws<MeasurementException>(() => CpuTimes.LoadOrEmpty(path)).Path);
    }
}
