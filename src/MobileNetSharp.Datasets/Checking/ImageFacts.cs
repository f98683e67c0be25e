using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Datasets.Checking;

/// <summary>What the check learns of one file: its image's size, what identifies its bytes, how it looks; or why it cannot be read.</summary>
sealed record ImageFacts(int Index, int Width, int Height, UInt128 Content, PerceptualHash? Look, string? Error)
{
    /// <summary>Several pixels for each cell of the hash, so that its levels hardly depend on the reduction.</summary>
    const int ReducedSide = 4 * PerceptualHash.Side;

    /// <summary>Whether there is no such file.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>Reads every image, on several threads.</summary>
    public static ImageFacts[] Inspect<TTarget>(Dataset<TTarget> dataset, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var facts = new ImageFacts[dataset.Count];
        ParallelWork.For(facts.Length, threads, index => facts[index] = FromFile(dataset.PathOf(index)!, index), progress, cancellationToken);
        return facts;
    }

    static ImageFacts FromFile(string path, int index)
    {
        try
        {
            using var memory = DecodingBudget.Enter();
            using var file = EncodedBytes.Open(path);
            DecodingBudget.TakeFile(file);
            var bytes = EncodedBytes.Read(file);
            var (image, width, height) = RgbImage.DecodeReduced(bytes, ReducedSide);
            var content = MemoryMarshal.Read<UInt128>(SHA256.HashData(bytes));
            return new(index, width, height, content, PerceptualHash.FromImage(image), null);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            var line = e.Message.ReplaceLineEndings(" ");
            return new(index, 0, 0, default, null, line.StartsWith($"{path}: ", StringComparison.Ordinal) ? line[(path.Length + 2)..] : line)
            {
                IsMissing = e is FileNotFoundException,
            };
        }
    }
}
