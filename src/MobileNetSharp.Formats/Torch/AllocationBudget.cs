namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// What reading a checkpoint may allocate beside copies of weights: a multiple of the file's size, since a few letters of a pickle
/// make an object. torch.save's own files need about four times the pickle.
/// </summary>
sealed class AllocationBudget(long fileBytes)
{
    const int Multiple = 10, FixedBytes = 1 << 19;

    long bytesLeft = (fileBytes * Multiple) + FixedBytes;

    /// <summary>Takes what an object is about to need. Throws <see cref="ModelFormatException"/>.</summary>
    public void Spend(long bytes, int position)
    {
        bytesLeft -= bytes;
        if (bytesLeft < 0)
            throw new ModelFormatException("The pickle makes more objects than its size warrants.", position);
    }
}
