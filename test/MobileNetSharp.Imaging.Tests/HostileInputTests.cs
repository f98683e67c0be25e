using System.Buffers.Binary;

namespace MobileNetSharp.Imaging.Tests;

/// <summary>A file is an enemy's: it decodes, or it is refused with one line; it never crashes, hangs or takes memory beyond the limits.</summary>
public sealed class HostileInputTests
{
    const int MutantsPerFormat = 1000, MaxPixels = 1 << 18;

    public static TheoryData<string> Formats => [".jpg", ".png", ".webp", ".bmp", ".gif", ".tif"];

    public static IEnumerable<TheoryDataRow<string>> SingleImages
        => Golden.Names.Where(name => !name.StartsWith("animated", StringComparison.Ordinal) && name != "pages.tif").Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(SingleImages))]
    public void A_truncated_file_is_refused(string name)
    {
        var whole = Golden.Encoded(name);
        if (name == "trailing_bytes.jpg") whole = whole[..^64];
        // The last 40 bytes may hold no pixels: PNG's IEND and checksums, WebP's EXIF.
        for (var length = 0; length < whole.Length - 40; length += length < 64 ? 1 : 5)
        {
            var error = Assert.Throws<ImageFormatException>(() => RgbImage.Decode(whole.AsSpan(0, length)));
            Assert.DoesNotContain('\n', error.Message);
            Assert.Throws<ImageFormatException>(() => RgbImage.DecodeReduced(whole.AsSpan(0, length), minimumSide: 4));
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_mutated_file_is_an_image_or_refused(string extension)
    {
        var originals = Golden.Names.Where(name => name.EndsWith(extension, StringComparison.Ordinal)).Select(Golden.Encoded).ToArray();
        var random = new Random(2018);
        for (var number = 0; number < MutantsPerFormat; number++)
        {
            var mutant = Mutate(originals, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var refused = Record.Exception(() => RgbImage.Decode(mutant, MaxPixels));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8 * MaxPixels) + (32 * mutant.Length) + (1 << 20));
            refused ??= Record.Exception(() => RgbImage.DecodeReduced(mutant, minimumSide: 4, MaxPixels));
            Assert.True(refused is null or ImageFormatException, $"mutant {number}: {refused}");
            Assert.DoesNotContain('\n', refused?.Message ?? "");
        }
    }

    static byte[] Mutate(byte[][] originals, Random random)
    {
        var file = (byte[])originals[random.Next(originals.Length)].Clone();
        var other = originals[random.Next(originals.Length)];
        var (at, length) = (random.Next(file.Length), random.Next(1, 32));
        switch (random.Next(6))
        {
            case 0: file[at] ^= (byte)(1 << random.Next(8)); return file;
            case 1: random.NextBytes(file.AsSpan(at, Math.Min(length, file.Length - at))); return file;
            case 2: return file[..at];
            case 3: return [.. file[..at], .. file[Math.Min(at + length, file.Length)..]];
            case 4: return [.. file[..at], .. other[random.Next(other.Length)..]];
            default:
                // Sizes and lengths live in the first bytes.
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(random.Next(Math.Min(64, file.Length) - 4)), random.Next(3) switch { 0 => -1, 1 => int.MaxValue, _ => 0x00FF00FF });
                return file;
        }
    }

    [Theory]
    [InlineData("rgb.png", 16, new byte[] { 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 8, 2, 0, 0, 0, 0x39, 0x67, 0x4E, 7 })]   // with the header's checksum
    [InlineData("still.gif", 6, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("rgb.bmp", 18, new byte[] { 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0 })]
    [InlineData("baseline_420.jpg", -1, new byte[] { 0xFF, 0xDC, 0xFF, 0xDC })]
    public void An_image_that_claims_to_be_huge_is_refused_before_anything_is_allocated(string name, int at, byte[] sizes)
    {
        var file = Golden.Encoded(name);
        if (at < 0) at = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 5;
        sizes.CopyTo(file, at);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file));
        Assert.Contains("above the limit", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_small_progressive_JPEG_that_claims_100_megapixels_is_refused_before_its_coefficients_are_allocated()
    {
        var file = Golden.Encoded("progressive.jpg");
        new byte[] { 0x27, 0x10, 0x27, 0x10 }.CopyTo(file, file.AsSpan().IndexOf<byte>([0xFF, 0xC2]) + 5);
        Assert.StartsWith("truncated JPEG", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file)).Message, StringComparison.Ordinal);
    }
}
