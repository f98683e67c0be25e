using System.Buffers.Binary;
using System.Text;
using MobileNetSharp.Formats.Keras;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Keras;

/// <summary>A file is what anyone may have written: it loads, or it is refused, in memory and time that its size justifies.</summary>
public class KerasHostileTests
{
    public static TheoryData<string> Files => ["teachable.h5", "functional.h5", "keras3.h5", "keras3.keras", "weights.h5"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_is_refused_or_read(string name)
    {
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(Golden(name), 1500, seed: name.Length), bytes => KerasReader.Read(bytes).Dispose());
        Assert.InRange(refused, 300, 1500);
    }

    /// <summary>The structure of a file, rather than its weights.</summary>
    [Theory]
    [InlineData("teachable.h5")]
    [InlineData("keras3.h5")]
    public void A_wrong_length_or_address_is_refused_or_read(string name)
    {
        var file = Golden(name);
        HostileInput.Check<ModelFormatException>(Addresses(file).Select(at => Changed(file, at, (at * 31) % file.Length / 8 * 8)), bytes => KerasReader.Read(bytes).Dispose());
        HostileInput.Check<ModelFormatException>(Addresses(file).Select(at => Changed(file, at, file.Length - 1)), bytes => KerasReader.Read(bytes).Dispose());
        HostileInput.Check<ModelFormatException>(Addresses(file).Select(at => Changed(file, at, long.MaxValue)), bytes => KerasReader.Read(bytes).Dispose());
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("""{"class_name":"Sequential","config":{"layers":[""")]
    public void Text_nested_without_end_is_refused(string open)
    {
        var file = Golden("teachable.h5");
        var start = file.AsSpan().IndexOf("{\"class_name\""u8);
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, 200)));
        text.AsSpan(0, Math.Min(text.Length, 4000)).CopyTo(file.AsSpan(start));
        Assert.Throws<ModelFormatException>(() => KerasReader.Read(file));
    }

    /// <summary>Where a little-endian number of eight bytes is an address in the file.</summary>
    static IEnumerable<int> Addresses(byte[] file)
    {
        for (var at = 8; at < file.Length - 8; at += 8)
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)) is > 0 and var address && address < file.Length)
                yield return at;
        }
    }

    static Mutant Changed(byte[] file, int at, long number)
    {
        byte[] bytes = [.. file];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), number);
        return new($"{number} at {at}", bytes);
    }

    static byte[] Golden(string name) => File.ReadAllBytes(Repository.Path($"test/data/golden/keras/{name}"));
}
