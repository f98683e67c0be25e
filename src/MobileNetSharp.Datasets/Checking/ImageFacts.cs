using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MobileNetSharp.Datasets.Annotations;
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
    public static ImageFacts[] Inspect(IReadOnlyList<ImageSource> images, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var facts = new ImageFacts[images.Count];
        ParallelWork.For(facts.Length, threads, index => facts[index] = FromSource(images[index], index), progress, cancellationToken);
        return facts;
    }

    static ImageFacts FromSource(ImageSource source, int index)
    {
        var path = source.File;
        try
        {
            using var memory = DecodingBudget.Enter();
            if (!source.IsFile)
                return FromBytes(source.ReadBytes(), index);
            using var file = EncodedBytes.Open(path);
            DecodingBudget.TakeFile(file);
            return FromBytes(EncodedBytes.Read(file), index);
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

    static ImageFacts FromBytes(ReadOnlySpan<byte> bytes, int index)
    {
        var (image, width, height) = RgbImage.DecodeReduced(bytes, ReducedSide);
        return new(index, width, height, MemoryMarshal.Read<UInt128>(SHA256.HashData(bytes)), PerceptualHash.FromImage(image), null);
    }
}
