using System.Runtime.InteropServices;

namespace MobileNetSharp.Training.Native;

/// <summary>What libtorch throws, in a line; its native trace is left out.</summary>
static class TorchFailure
{
    /// <summary>The words of its allocators: of the processor (c10/core/impl/alloc_cpu.cpp), of CUDA (c10/cuda/CUDACachingAllocator.cpp), of C++.</summary>
    static readonly string[] OfMemory = ["out of memory", "not enough memory", "allocate memory", "bad_alloc"];

    public static TrainingException Of(ExternalException e)
    {
        var line = $"libtorch: {e.Message.Split('\n')[0].TrimEnd('.')}. The last checkpoint is whole.";
        return OfMemory.Any(words => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
            ? new TrainingException($"{line} Smaller batches (data.batchSize) need less memory.", e) { Failure = TrainingFailure.OutOfMemory }
            : new TrainingException(line, e) { Failure = TrainingFailure.Torch };
    }
}
