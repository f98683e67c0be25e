using Google.Protobuf;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Onnx;

public class OnnxHostileTests
{
    [Fact]
    public void Damaged_files_load_or_are_refused()
    {
        var withCard = SampleModels.Float().Bytes(ModelFormat.Onnx);
        var proto = ModelProto.Parser.ParseFrom(withCard);
        proto.MetadataProps.Clear();
        var refused = HostileInput.Check<ModelFormatException>(
            [.. Mutations.Create(withCard, 1000, seed: 1), .. Mutations.Create(proto.ToByteArray(), 1500, seed: 2)], bytes => OnnxReader.Read(bytes));
        Assert.InRange(refused, 500, 2499);
    }

    [Fact]
    public void Every_op_damaged_loads_or_is_refused()
    {
        foreach (var graph in EveryOp.Samples.Values)
        {
            var proto = ModelProto.Parser.ParseFrom(new Model(graph.WithBatch(1), SpreadWeights.For(graph, 1), ModelCard.Empty).Bytes(ModelFormat.Onnx));
            proto.MetadataProps.Clear();
            HostileInput.Check<ModelFormatException>(Mutations.Create(proto.ToByteArray(), 60, seed: 3), bytes => OnnxReader.Read(bytes));
        }
    }

    /// <summary>Files that protobuf takes, but whose nodes are invalid: inputs gone or exchanged, other operators, numbers that overflow.</summary>
    [Fact]
    public void Files_with_damaged_nodes_load_or_are_refused()
    {
        var random = new Random(4);
        ModelProto[] files = [.. OnnxReaderTests.Models, .. EveryOp.Samples.Values.Select(graph =>
            ModelProto.Parser.ParseFrom(new Model(graph.WithBatch(1), SpreadWeights.For(graph, 1), ModelCard.Empty).Bytes(ModelFormat.Onnx)))];
        string[] operators = [.. files.SelectMany(file => file.Graph.Node).Select(node => node.OpType).Distinct()];
        var mutants = new List<Mutant>();
        foreach (var file in files)
        {
            file.MetadataProps.Clear();
            for (var i = 0; i < 40; i++)
            {
                var mutant = file.Clone();
                var damage = "";
                for (var times = random.Next(1, 3); times > 0; times--)
                    damage += Damage(mutant, operators, random);
                mutants.Add(new(damage, mutant.ToByteArray()));
            }
        }

        Assert.InRange(HostileInput.Check<ModelFormatException>(mutants, bytes => OnnxReader.Read(bytes)), 1000, mutants.Count - 100);
    }

    static string Damage(ModelProto file, string[] operators, Random random)
    {
        long[] extremes = [0, 1, -1, 2, 3, -7, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 33];
        var node = file.Graph.Node[random.Next(file.Graph.Node.Count)];
        var what = random.Next(8);
        switch (what)
        {
            case 0 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            case 1 when node.Input.Count > 0 && file.Graph.Initializer.Count > 0:
                node.Input[random.Next(node.Input.Count)] = file.Graph.Initializer[random.Next(file.Graph.Initializer.Count)].Name;
                break;
            case 2 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = random.Next(2) == 0 ? "" : node.Output[0];
                break;
            case 3:
                node.OpType = operators[random.Next(operators.Length)];
                break;
            case 4 when node.Attribute.Count > 0:
                var attribute = node.Attribute[random.Next(node.Attribute.Count)];
                attribute.I = extremes[random.Next(extremes.Length)];
                if (attribute.Ints.Count > 0)
                    attribute.Ints[random.Next(attribute.Ints.Count)] = extremes[random.Next(extremes.Length)];
                break;
            case 5 when file.Graph.Initializer.Count > 0:
                var tensor = file.Graph.Initializer[random.Next(file.Graph.Initializer.Count)];
                if (tensor.DataType == (int)TensorProto.Types.DataType.Int64)
                    tensor.RawData = ByteString.CopyFrom([.. Enumerable.Range(0, tensor.RawData.Length / 8).SelectMany(_ => BitConverter.GetBytes(extremes[random.Next(extremes.Length)]))]);
                else
                    tensor.Dims.Add(1);
                break;
            case 6:
                node.Attribute.Clear();
                break;
            default:
                file.OpsetImport[0].Version = random.Next(7, 29);
                break;
        }

        return $"{node.OpType}: damage {what}; ";
    }

    /// <summary>A megabyte of one field repeated within the graph, each two or three bytes long.</summary>
    [Theory]
    [InlineData(0x0A)] // node
    [InlineData(0x2A)] // initializer
    [InlineData(0x5A)] // input
    public void A_megabyte_of_empty_messages_is_refused_before_it_is_built(byte tag)
    {
        var graph = new byte[1 << 20];
        for (var i = 0; i < graph.Length; i += 2)
            graph[i] = tag;
        Refuse([0x08, 8, .. Field(7, graph)]);
    }

    [Fact]
    public void A_megabyte_of_small_numbers_is_refused_before_it_is_built() =>
        Refuse([0x08, 8, .. Field(7, Field(5, Field(1, new byte[1 << 20])))]);

    [Fact]
    public void Deep_nesting_takes_no_stack()
    {
        // Subgraphs (attribute field 6) and groups (wire type 3) nest without end; neither is followed.
        byte[] nested = [];
        for (var i = 0; i < 1000; i++)
            nested = Field(1, Field(5, Field(6, nested)));
        Refuse([0x08, 8, .. Field(7, nested)]);
        Refuse([0x08, 8, .. Enumerable.Repeat((byte)0x0B, 1 << 20)]);
    }

    [Fact]
    public void Huge_dimensions_are_refused()
    {
        foreach (var dim in (long[])[-1, 1 << 30, int.MaxValue, long.MaxValue, long.MinValue])
        {
            var weight = new OnnxSample(13, 1, 3, 5, 7).Weight("w", 4, 3, 1, 1).Node("Conv", "x w", "y").Model();
            weight.Graph.Initializer[0].Dims[0] = dim;
            Refuse(weight.ToByteArray());
            Refuse(new OnnxSample(13, dim < 0 ? dim : 1, 3, dim, dim).Node("Relu", "x", "y").Bytes());
            Refuse(new OnnxSample(13, 1, 3, 5, 7).Integers("s", 1, dim, dim, 3).Node("Reshape", "x s", "y").Bytes());
        }
    }

    [Fact]
    public void Constants_that_double_without_end_are_refused()
    {
        var sample = new OnnxSample(13, 1, 3, 5, 7).Integers("c0", 1);
        for (var i = 0; i < 60; i++)
            sample.Node("Concat", $"c{i} c{i}", $"c{i + 1}", ("axis", 0));
        Refuse(sample.Node("Reshape", "x c60", "y").Bytes());
    }

    [Fact]
    public void A_constant_transposed_again_and_again_is_refused()
    {
        var sample = new OnnxSample(13, 1, 64, 1, 1).Weight("c0", 64, 64);
        for (var i = 0; i < 400; i++)
            sample.Node("Transpose", $"c{i}", $"c{i + 1}");
        Refuse(sample.Node("Flatten", "x", "f").Node("MatMul", "f c400", "y").Bytes());
    }

    [Fact]
    public void Arithmetic_over_channels_that_no_weight_has_is_refused()
    {
        var sample = new OnnxSample(13, 1, 1 << 20, 1, 1).Floats("two", 2);
        for (var i = 0; i < 50; i++)
            sample.Node("Mul", i == 0 ? "x two" : $"v{i} two", i == 49 ? "y" : $"v{i + 1}");
        Refuse(sample.Bytes());
    }

    [Fact]
    public void Constants_of_no_element_or_of_a_negative_length_are_refused()
    {
        foreach (var lengths in new long[][] { [0], [-4, 0], [long.MinValue, 2], [65], [1L << 40] })
            Refuse(new OnnxSample(13, 1, 3, 5, 7).Integers("n", lengths).Integers("p", 1).Node("ConstantOfShape", "n", "c").Node("Cast", "c", "d", ("to", 7)).Node("Add", "d p", "s").Node("Reshape", "x s", "y").Bytes());
    }

    [Fact]
    public void Long_chains_and_cycles_take_no_stack()
    {
        var chain = new OnnxSample(13, 1, 1, 1, 1);
        for (var i = 3_000; i > 0; i--)
            chain.Node("Identity", i == 1 ? "x" : $"v{i - 1}", i == 3_000 ? "y" : $"v{i}");
        HostileInput.Check<ModelFormatException>([new("a chain of 3,000 nodes, the last first", chain.Bytes())], bytes => OnnxReader.Read(bytes), multiple: 64);
        chain.Graph.Node[^1].Input[0] = "y";
        Assert.Contains("a cycle", Assert.Throws<ModelFormatException>(() => OnnxReader.Read(chain.Bytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_used_often_is_transposed_once()
    {
        var sample = new OnnxSample(13, 1, 256, 1, 1).Weight("w", 256, 256).Node("Flatten", "x", "v0");
        for (var i = 0; i < 100; i++)
            sample.Node("MatMul", $"v{i} w", i == 99 ? "y" : $"v{i + 1}");
        HostileInput.Check<ModelFormatException>([new("100 layers of one matrix", sample.Bytes())], bytes => OnnxReader.Read(bytes));
    }

    static void Refuse(byte[] file) =>
        Assert.Equal(1, HostileInput.Check<ModelFormatException>([new("crafted", file)], bytes => OnnxReader.Read(bytes), multiple: 4));

    static byte[] Field(int number, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        return stream.ToArray();
    }
}
