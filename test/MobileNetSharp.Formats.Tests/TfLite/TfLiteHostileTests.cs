using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>A file is what anyone may have written: it loads, or it is refused, in memory and time that its size justifies.</summary>
public class TfLiteHostileTests
{
    public static TheoryData<string, byte[]> Samples => new()
    {
        { "float", TfLiteSamples.Float() },
        { "heads", TfLiteSamples.Heads() },
        { "int8", TfLiteSamples.Int8() },
        { "uint8", TfLiteSamples.UInt8() },
        { "float16", TfLiteSamples.Float16Weights() },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_damaged_file_is_refused_or_read(string name, byte[] file)
    {
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(file, 2000, seed: name.Length), bytes => TfLiteReader.Read(bytes).Dispose());
        Assert.InRange(refused, 500, 2000);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var file = TfLiteSamples.Float();
        for (var length = 0; length < file.Length - 16; length++)
            Refusal(file[..length]);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_byte_may_be_wrong(string name, byte[] file)
    {
        Assert.NotEmpty(name);
        foreach (byte wrong in (ReadOnlySpan<byte>)[0, 0xff])
        {
            HostileInput.Check<ModelFormatException>(
                Enumerable.Range(0, file.Length).Select(at => Changed(file, at, wrong)), bytes => TfLiteReader.Read(bytes).Dispose());
        }
    }

    static Mutant Changed(byte[] file, int at, byte wrong)
    {
        byte[] bytes = [.. file];
        bytes[at] = wrong;
        return new($"{wrong} at {at}", bytes);
    }

    [Fact]
    public void Another_file_is_refused_with_what_it_begins_with() =>
        Assert.Equal("A TFLite file has 'TFL3' here, not 47414D45 (at byte 4)", Refusal([.. "END GAME!!!!"u8]));

    [Fact]
    public void Another_version_of_the_schema_is_refused()
    {
        var root = Conv(out _, out _);
        root[0] = 2u;
        Assert.Contains("version 2", Refusal(FlatWriter.Write(root)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, "SIN", 66)]
    [InlineData(0, "TRANSPOSE_CONV", 67)]
    [InlineData(0, "205", 205)]
    public void An_operator_that_our_graphs_lack_is_refused_by_name(byte optionsType, string name, int code)
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 2, 2, 1]);
        var y = s.Operator(code, optionsType, [], "y", [1, 2, 2, 1], [x]);
        Assert.Equal($"Operator 0 ({name}, 'y'): this operator has no counterpart in our graphs", Refusal(s.Bytes(x, y)));
    }

    [Theory]
    [InlineData(-1, "its input 0 is missing")]
    [InlineData(1, "is a constant, which only weights can be")]
    [InlineData(3, "is not computed before it")]
    [InlineData(7, "refers to tensor 7, but has 4 of them")]
    [InlineData(int.MinValue, "its input 0 is missing")]
    public void An_operator_cannot_read_what_is_not_there(int input, string fault)
    {
        var root = Conv(out var s, out _);
        s.Operators[0][1] = new[] { input, 1, 2 };
        Assert.Contains(fault, Refusal(FlatWriter.Write(root)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bias_may_be_left_out_but_a_weight_may_not()
    {
        var root = Conv(out var s, out _);
        s.Operators[0][1] = new[] { 0, 1, -1 };
        using var model = TfLiteReader.Read(FlatWriter.Write(root));
        Assert.Equal(["y.weight"], model.Weights.Keys);
        s.Operators[0][1] = new[] { 0, -1, 2 };
        Assert.Equal("Operator 0 (CONV_2D, 'y'): its input 1 is missing", Refusal(FlatWriter.Write(root)));
    }

    public static TheoryData<string, int, object> TensorFaults => new()
    {
        { "buffer 9, but has 3", 2, 9u },
        { "3 axes, the least is -1", 0, new[] { 2, 1, -1 } },
        { "takes 4000000000000000000000000000 bytes, its buffer holds 24", 0, new[] { 1_000_000_000, 1_000_000_000, 1_000_000_000, 1 } },
        { "should be (O, H, W, I) with an I that divides 3", 0, new[] { 3, 1, 1, 2 } },
        { "should be (O, H, W, I) with an I that divides 3", 0, new[] { 6 } },
        { "which cannot be read", 1, (byte)17 },
        { "is a variable", 5, true },
        { "sparse", 6, new FlatFields() },
    };

    [Theory]
    [MemberData(nameof(TensorFaults))]
    public void A_weight_must_be_what_its_operator_needs(string fault, int field, object value)
    {
        var root = Conv(out var s, out _);
        s.Tensors[1][field] = value;
        Assert.Contains(fault, Refusal(FlatWriter.Write(root)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new float[] { 1, 2 }, new long[] { 0 }, 0, "2 scales need as many zero points, not 1")]
    [InlineData(new float[] { 1, 2 }, new long[] { 0, 0 }, 3, "2 scales do not fit axis 3 of [2, 1, 1, 3]")]
    [InlineData(new float[] { 1, 2 }, new long[] { 0, 0 }, -1, "2 scales do not fit axis -1")]
    [InlineData(new float[] { 1, 2, 3 }, new long[] { 0, 0, 0 }, 3, "has scales along axis 3, not along the output channels (axis 0)")]
    [InlineData(new float[] { 0 }, new long[] { 0 }, 0, "a scale must be positive, is 0")]
    [InlineData(new float[] { float.NaN }, new long[] { 0 }, 0, "a scale must be positive, is NaN")]
    [InlineData(new float[] { 1 }, new long[] { 200 }, 0, "a zero point lies outside of -128…127")]
    [InlineData(new float[] { }, new long[] { }, 0, "is INT8, but has no scale")]
    public void Scales_must_fit(float[] scales, long[] zeroPoints, int axis, string fault)
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 4, 4, 3]);
        var w = s.Constant<sbyte>("w", [2, 1, 1, 3], TfLiteSample.Int8Type, new sbyte[6], TfLiteSample.Scales(axis, scales, zeroPoints));
        Assert.Contains(fault, Refusal(s.Bytes(x, s.Conv2d("y", [1, 4, 4, 2], [x, w]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_cannot_go_round_in_circles()
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 2, 2, 1]);
        var y = s.Operator(0, 11, [], "y", [1, 2, 2, 1], [x, 2]);
        s.Operator(0, 11, [], "z", [1, 2, 2, 1], [y, y]);
        Assert.Contains("'z' is not computed before it", Refusal(s.Bytes(x, y)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_cannot_write_a_tensor_again()
    {
        var root = Conv(out var s, out _);
        s.Operators.Add(s.Operators[0]);
        root = s.Root([0], [3]);
        Assert.Contains("has a value already", Refusal(FlatWriter.Write(root)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_shape_must_be_the_real_one()
    {
        var root = Conv(out var s, out var y);
        s.Tensors[y][0] = new[] { 1, 4, 4, 3 };
        Assert.Equal("Operator 0 (CONV_2D, 'y'): its output is declared as [1, 4, 4, 3], but is [1, 4, 4, 2]", Refusal(FlatWriter.Write(root)));
    }

    /// <summary>2,000 layers of one kernel: a file of 0.4 MB that would be a network of 2,000 times 36 KB.</summary>
    [Fact]
    public void A_kernel_shared_by_thousands_of_layers_does_not_fill_the_memory()
    {
        TfLiteSample s = new();
        var first = s.Activation("x", [1, 8, 8, 32]);
        var kernel = s.Counting("w", 32, 3, 3, 32);
        var x = first;
        for (var i = 0; i < 2_000; i++)
        {
            x = s.Conv2d("y", [1, 8, 8, 32], [x, kernel]);
            s.Tensors[x] = s.Tensors[first];
        }

        Bounded(s.Bytes(first, x));
    }

    /// <summary>One vector of 100,000 inputs for each of 500 concatenations.</summary>
    [Fact]
    public void Inputs_shared_by_thousands_of_operators_do_not_fill_the_memory()
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 1, 1, 1]);
        var inputs = new int[100_000];
        for (var i = 0; i < 500; i++)
            s.Operator(2, 10, new() { [0] = 3 }, "y", [1, 1, 1, inputs.Length], inputs);
        Bounded(s.Bytes(x, 1));
    }

    /// <summary>A name of a megabyte for each of 1,000 tensors.</summary>
    [Fact]
    public void A_name_shared_by_thousands_of_tensors_does_not_fill_the_memory()
    {
        TfLiteSample s = new();
        var x = s.Activation(new string('n', 1 << 20), [1, 2, 2, 1]);
        var y = x;
        for (var i = 0; i < 1_000; i++)
        {
            y = s.Operator(19, 0, [], "y", [1, 2, 2, 1], [y]);
            s.Tensors[y] = s.Tensors[x];
        }

        Bounded(s.Bytes(x, y));
    }

    [Fact]
    public void A_huge_network_without_weights_is_refused_before_anything_is_allocated()
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 1 << 30, 1 << 30, 1 << 30]);
        Assert.Contains("elements", Refusal(s.Bytes(x, s.Operator(19, 0, [], "y", [1, 1, 1, 1], [x]))), StringComparison.Ordinal);
    }

    static void Bounded(byte[] file) =>
        HostileInput.Check<ModelFormatException>([new("as it is", file)], bytes => TfLiteReader.Read(bytes).Dispose());

    /// <summary>A convolution of tensors 0 (input), 1 (weight) and 2 (bias).</summary>
    static FlatFields Conv(out TfLiteSample sample, out int output)
    {
        sample = new();
        var x = sample.Activation("x", [1, 4, 4, 3]);
        output = sample.Conv2d("y", [1, 4, 4, 2], [x, sample.Counting("w", 2, 1, 1, 3), sample.Counting("b", 2)]);
        return sample.Root([x], [output]);
    }

    static string Refusal(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<ModelFormatException>(() => TfLiteReader.Read(file).Dispose()).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (16L * file.Length) + (1 << 20));
        return message;
    }
}
