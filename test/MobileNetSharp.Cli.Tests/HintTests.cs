using MobileNetSharp.Catalog;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Devices;

namespace MobileNetSharp.Cli.Tests;

/// <summary>The library's messages name no option; what to type is added where an error is printed.</summary>
public class HintTests
{
    [Theory]
    [InlineData(TrainingFailure.Folder, "--out")]
    [InlineData(TrainingFailure.RunExists, "--resume", "--out")]
    [InlineData(TrainingFailure.ImagesMoved, "mobilenet train classify DATA --resume RUN")]
    [InlineData(TrainingFailure.ImagesGenerated, "mobilenet demo --out RUN")]
    [InlineData(TrainingFailure.UnreadableImage, "--resume", "--set data.skipsBroken=true")]
    [InlineData(TrainingFailure.NoReadableImage, "mobilenet data check")]
    [InlineData(TrainingFailure.Diverged, "--set optimizer.learningRate=", "--set clipNorm=1", "--set schedule.warmupEpochs=1")]
    [InlineData(TrainingFailure.OutOfMemory, "--set data.batchSize=")]
    public void What_stops_a_training_comes_with_what_to_type(TrainingFailure failure, params string[] expected)
    {
        var line = Failures.Line(new TrainingException("It stopped.") { Failure = failure });
        Assert.StartsWith("It stopped. ", line, StringComparison.Ordinal);
        Assert.All(expected, text => Assert.Contains(text, line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_field_is_set_by_an_option_but_a_recipe_that_does_not_exist_has_none()
    {
        Assert.Contains("--set FIELD=VALUE", Failures.Line(new TrainingException("x") { Failure = TrainingFailure.Recipe, Field = "seed" }));
        Assert.Equal("x", Failures.Line(new TrainingException("x") { Failure = TrainingFailure.Recipe }));
        Assert.Contains("--set network.pretrained=true", Failures.Line(new TrainingException("x") { Failure = TrainingFailure.StartingModel, Field = "network.pretrained" }));
    }

    [Fact]
    public void Another_device_is_offered_unless_there_is_none()
    {
        Assert.Contains("--device cpu", Failures.Line(new TorchDeviceException("x") { Device = "cuda" }));
        Assert.Equal("x", Failures.Line(new TorchDeviceException("x") { Device = "cpu" }));
    }

    [Fact]
    public void No_memory_for_another_thread_is_no_memory() =>
        Assert.StartsWith("Out of memory.", Failures.Line(Failures.Cause(new TaskSchedulerException(new InsufficientMemoryException()))), StringComparison.Ordinal);

    /// <summary>libtorch's other failures, memory that decoding or loading lacks, and what is denied have other causes.</summary>
    [Fact]
    public void Advice_is_given_only_where_it_helps()
    {
        Assert.Equal("x", Failures.Line(new TrainingException("x") { Failure = TrainingFailure.Torch }));
        Assert.DoesNotContain("batch", Failures.Line(new InsufficientMemoryException()), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Make room", Failures.Line(Download(FullDisk())), StringComparison.Ordinal);
        foreach (var other in new Exception[] { new UnauthorizedAccessException("x"), Failed(Erofs), Failed(Efbig), new HttpRequestException("x") })
            Assert.DoesNotContain("room", Failures.Line(Download(other)), StringComparison.OrdinalIgnoreCase);

        static CatalogException Download(Exception cause) => new(CatalogFault.Download, "x", cause);

        static IOException FullDisk() => Failed(OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : Enospc);

        static IOException Failed(int number) => new("x", number);
    }

    const int Efbig = 27, Enospc = 28, Erofs = 30; // errno.h
}
