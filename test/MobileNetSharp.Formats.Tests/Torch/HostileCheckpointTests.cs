using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Formats.Zip;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Torch;

public class HostileCheckpointTests
{
    /// <summary>Proto 2, apart from what follows, since C#'s \x takes up to four digits.</summary>
    const string Proto = "\x80\x02";

    static string Refusal(byte[] file)
    {
        var message = "";
        var refused = HostileInput.Check<ModelFormatException>([new("as made", file)], bytes =>
        {
            try
            {
                TorchCheckpoint.Read(bytes).Dispose();
            }
            catch (ModelFormatException e)
            {
                message = e.Message;
                throw;
            }
        });
        Assert.Equal(1, refused);
        return message;
    }

    [Theory]
    [InlineData("types_zip.pth")]
    [InlineData("types_legacy.pth")]
    [InlineData("training_zip.pth")]
    [InlineData("training_legacy.pth")]
    [InlineData("kind_torchvision_script.pth")]
    [InlineData("kind_parallel_module.pth")]
    [InlineData("kind_tutorial.pth")]
    [InlineData("module_legacy.pth")]
    public void A_damaged_checkpoint_loads_or_is_refused(string name)
    {
        var refused = HostileInput.Check<ModelFormatException>(
            Mutations.Create(TorchFiles.Golden(name), 1500, seed: 3), file => TorchCheckpoint.Read(file).Dispose());
        Assert.InRange(refused, 300, 1500);
    }

    [Theory]
    [InlineData("types_zip.pth")]
    [InlineData("types_legacy.pth")]
    public void A_checkpoint_cut_off_anywhere_is_refused(string name)
    {
        var file = TorchFiles.Golden(name);
        var cuts = Enumerable.Range(0, file.Length).Select(length => new Mutant($"cut off after {length}", file[..length]));
        Assert.Equal(file.Length, HostileInput.Check<ModelFormatException>(cuts, bytes => TorchCheckpoint.Read(bytes).Dispose()));
    }

    [Fact]
    public void A_flipped_bit_of_a_weight_is_found_by_its_checksum_if_it_has_one()
    {
        var file = TorchFiles.Golden("types_zip.pth");
        var (name, entry) = ZipDirectory.Read(file).First(entry => entry.Key.Contains("/data/", StringComparison.Ordinal));
        file[entry.Start] ^= 1;
        Assert.Contains($"'{name}' in the archive is damaged: its checksum is ", Refusal(file), StringComparison.Ordinal);

        // As with torch.serialization.set_crc32_options(False).
        var inDirectory = file.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(name));
        file.AsSpan(inDirectory - 46 + 16, sizeof(uint)).Clear();
        TorchCheckpoint.Read(file).Dispose();
    }

    [Fact]
    public void A_view_made_by_hand_is_read()
    {
        var file = TorchFiles.Zip(TorchFiles.EmptyDict + TorchFiles.View("K\x01", "K\x03\x85", "K\x01\x85") + "s.");
        Assert.Equal(3, TorchCheckpoint.Read(file).Tensors[0].Value.Count);
    }

    [Theory]
    [InlineData("K\x02", "K\x03\x85", "K\x01\x85", "beyond")]
    [InlineData("J\xff\xff\xff\xff", "K\x03\x85", "K\x01\x85", "offset -1")]
    [InlineData("K\0", "J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86", "J\xff\xff\xff\x7fK\x01\x86", "beyond")]
    [InlineData("K\0", "K\x03\x85", "K\0\x85", "overlaps")]
    [InlineData("K\0", "K\x02K\x02\x86", "K\x01K\x01\x86", "overlaps")]
    [InlineData("K\0", "J\xff\xff\xff\xff\x85", "K\x01\x85", "not an integer")]
    [InlineData("K\0", "N\x85", "K\x01\x85", "not an integer")]
    [InlineData("K\0", "K\x01\x85", ")", "1 sizes, 0 strides")]
    [InlineData("\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f", "K\x01\x85", "K\x01\x85", "beyond")]
    public void A_view_that_lies_is_refused(string offset, string sizes, string strides, string message) =>
        Assert.Contains(message, Refusal(TorchFiles.Zip(TorchFiles.EmptyDict + TorchFiles.View(offset, sizes, strides) + "s.")), StringComparison.Ordinal);

    [Theory]
    [InlineData("cos\nsystem\nX\x02\0\0\0ls\x85R.", "os.system")]
    [InlineData("cbuiltins\neval\nX\x01\0\0\0" + "1\x85R.", "builtins.eval")]
    [InlineData("ctorch\nFloatStorage\n)R.", "object of Python's 'torch.FloatStorage'")]
    [InlineData("X\x01\0\0\0" + "a)R.", "neither a dictionary nor a module")]
    [InlineData("ccollections\nOrderedDict\nN\x85R.", "a 'collections.OrderedDict' of other arguments")]
    [InlineData("ccollections\nOrderedDict\nNR.", "not a tuple")]
    [InlineData("}(X\x01\0\0\0" + "aNu}b.", "a dictionary of 'a'")]
    [InlineData("N}b.", "attributes")]
    [InlineData("(ios\nsystem\n.", "opcode 0x69")]
    [InlineData("\x80\x06.", "protocol 6")]
    [InlineData("}q\0h\0.", "in the middle")]
    [InlineData("]q\0h\0" + "a.", "neither a dictionary nor a module")]
    [InlineData("}q\0X\x01\0\0\0" + "ah\0s.", "a dictionary of 'a'")]
    [InlineData("}X\n\0\0\0state_dict}q\0h\0h\0ss.", "a dictionary of 'state_dict'")]
    [InlineData("}q\t.", "remembers")]
    [InlineData("h\t.", "recalls")]
    [InlineData("s.", "empty stack")]
    [InlineData("t.", "mark")]
    [InlineData("}(N\x85Qs.", "not described")]
    [InlineData("\x8a\t\x01\x01\x01\x01\x01\x01\x01\x01\x01.", "neither a dictionary nor a module")]
    [InlineData("\x93.", "empty stack")]
    [InlineData("NN\x93.", "without a name")]
    [InlineData("\x8b\xff\xff\xff\xff.", "cut off")]
    [InlineData("\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.", "cut off")]
    [InlineData("X\xff\xff\xff\x7f.", "cut off")]
    [InlineData("X\xff\xff\xff\xff.", "cut off")]
    [InlineData("}", "cut off")]
    public void A_pickle_that_does_anything_but_hold_tensors_is_refused(string pickle, string message) =>
        Assert.Contains(message, Refusal(TorchFiles.Zip(Proto + pickle)), StringComparison.Ordinal);

    [Theory]
    [InlineData("(")]
    [InlineData("]")]
    [InlineData("}")]
    [InlineData("N")]
    [InlineData("N\x85")]
    [InlineData("\x85\x85\x85")]
    [InlineData("q\0\x85")]
    [InlineData("h\0h\0s")]
    [InlineData("]0")]
    [InlineData("N\x85\x94" + "0")]
    [InlineData("ca\nb\n)R0")]
    public void A_bomb_of_a_few_letters_is_refused_before_it_grows(string piece) =>
        Refusal(TorchFiles.Zip($"{Proto}}}q\0{string.Concat(Enumerable.Repeat(piece, 200_000))}."));

    [Fact]
    public void Objects_that_hold_each_other_are_visited_once()
    {
        // Every dictionary holds the one before it twice: 2^40 paths.
        var pickle = "\x80\x02}q\0X\x01\0\0\0aNs" + string.Concat(Enumerable.Range(0, 40).Select(i => $"}}q{(char)(i + 1)}(X\x01\0\0\0ah{(char)i}X\x01\0\0\0bh{(char)i}u")) + "t.";
        Assert.Contains("neither a dictionary", Refusal(TorchFiles.Zip(pickle.Insert(2, "("))), StringComparison.Ordinal);
        var nested = "\x80\x02" + string.Concat(Enumerable.Repeat("}X\x01\0\0\0a", 100)) + "N" + new string('s', 100) + ".";
        Assert.Contains("nested", Refusal(TorchFiles.Zip(nested)), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_views_of_one_storage_may_not_hold_far_more_than_the_file()
    {
        var views = Enumerable.Range(0, 9).Select(i => TorchFiles.View("K\0", "K\x80K\x80\x86", "K\x01K\x80\x86", "1", "M\0\x40", (char)('a' + i)));
        var pickle = $"{TorchFiles.EmptyDict}({string.Concat(views)}u.";
        Assert.Contains("more than the file", Refusal(TorchFiles.Zip(pickle, others: ("a/data/1", new byte[128 * 128 * 4]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_archive_is_refused_without_unpacking() => Assert.Contains(
        "compressed", Refusal(TorchFiles.Zip(TorchFiles.EmptyDict + new string('N', 100_000), CompressionLevel.Optimal)), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_comes_twice_or_leaves_the_archive_does_no_harm()
    {
        var good = TorchFiles.EmptyDict + TorchFiles.View("K\0", "K\x04\x85", "K\x01\x85") + "s.";
        Assert.Contains("twice", Refusal(TorchFiles.Zip(good, others: ("a/data/0", new byte[16]))), StringComparison.Ordinal);
        Assert.Contains("2 files data.pkl", Refusal(TorchFiles.Zip(good, others: ("../data.pkl", [1]))), StringComparison.Ordinal);
        Assert.Single(TorchCheckpoint.Read(TorchFiles.Zip(good, others: ("../../etc/passwd", [1]))).Tensors);
        Assert.Contains("little-endian", Refusal(TorchFiles.Zip(good, others: ("a/byteorder", "big"u8.ToArray()))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(26, 5)] // the name's length
    [InlineData(8, 8)] // the method
    [InlineData(30, 0x62)] // the name
    public void A_local_header_that_contradicts_the_directory_is_refused(int offset, int value)
    {
        var file = TorchFiles.Golden("types_zip.pth");
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), (ushort)value);
        Assert.Contains("does not agree", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_size_that_contradicts_the_directory_is_refused()
    {
        var file = TorchFiles.Zip(TorchFiles.EmptyDict + ".");
        file[22]++;
        Assert.Contains("does not agree", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_inside_another_files_bytes_is_refused()
    {
        var file = TorchFiles.Zip(TorchFiles.EmptyDict + ".", others: [("a/outer", new byte[64]), ("a/inner", [1])]);
        var outerData = file.AsSpan().IndexOf("a/outer"u8) + 7;
        file.AsSpan(file.AsSpan().IndexOf("a/inner"u8) - 30, 38).CopyTo(file.AsSpan(outerData));
        var directoryEntry = file.AsSpan().LastIndexOf("a/inner"u8) - 46;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(directoryEntry + 42), outerData);
        Assert.Contains("overlaps", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip64_archive_is_read_and_one_that_lies_is_refused()
    {
        var file = Zip64(TorchFiles.Golden("types_zip.pth"));
        Assert.Equal(13, TorchCheckpoint.Read(file).Tensors.Length);
        var end = file.Length - 22 - 20 - 56;
        foreach (var field in new[] { 32, 40, 48, 56 + 8 })
        {
            foreach (var lie in new[] { 0, 1, int.MaxValue, long.MaxValue, -1 })
            {
                byte[] wrong = [.. file];
                BinaryPrimitives.WriteInt64LittleEndian(wrong.AsSpan(end + field), lie);
                Refusal(wrong);
            }
        }
    }

    /// <summary>The same archive with its end record moved into a zip64 one.</summary>
    static byte[] Zip64(byte[] file)
    {
        var end = file.AsSpan(file.Length - 22);
        var tail = new byte[56 + 20 + 22];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(32), BinaryPrimitives.ReadUInt16LittleEndian(end[10..]));
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(40), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]));
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(48), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(56), 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(64), file.Length - 22);
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(76), 0x06054b50);
        tail.AsSpan(76 + 8, 12).Fill(0xff);
        return [.. file[..^22], .. tail];
    }
}
