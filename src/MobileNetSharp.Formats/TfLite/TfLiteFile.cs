using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>The main subgraph of a TFLite file. A piece is checked when it is asked for, so that unused ones cost nothing.</summary>
sealed class TfLiteFile
{
    const int MaximumNameBytes = 256;
    const int MaximumRank = 8;

    readonly FlatBuffer bytes;
    readonly FlatTables operatorCodes;
    readonly FlatTables metadata;
    readonly FlatTables buffers;
    readonly FlatTable subgraph;
    readonly FlatTables tensors;
    readonly Dictionary<int, TfLiteTensor> known = [];
    long budgetBytes;

    public TfLiteFile(ReadOnlyMemory<byte> file)
    {
        bytes = new(file);
        var magic = bytes.Slice(4, TfLiteSchema.Identifier.Length).Span;
        if (!magic.SequenceEqual(TfLiteSchema.Identifier))
            throw new ModelFormatException($"A TFLite file has 'TFL3' here, not {Convert.ToHexString(magic)}", 4);
        var model = FlatTable.Root(bytes);
        var version = model.Scalar<uint>(TfLiteSchema.Model.Version);
        if (version != TfLiteSchema.Version)
            throw new ModelFormatException($"The file follows version {version} of TFLite's schema, only {TfLiteSchema.Version} can be read");
        operatorCodes = model.Tables(TfLiteSchema.Model.OperatorCodes);
        buffers = model.Tables(TfLiteSchema.Model.Buffers);
        metadata = model.Tables(TfLiteSchema.Model.Metadata);
        subgraph = model.Tables(TfLiteSchema.Model.Subgraphs).At(0, "subgraph");
        tensors = subgraph.Tables(TfLiteSchema.SubGraph.Tensors);
        Operators = subgraph.Tables(TfLiteSchema.SubGraph.Operators);
        budgetBytes = (8L * file.Length) + (1 << 20);
    }

    public ReadOnlyMemory<byte> Bytes => bytes.Bytes;

    public string Name => subgraph.Text(TfLiteSchema.SubGraph.Name, MaximumNameBytes);

    public ReadOnlySpan<int> Inputs => subgraph.Vector<int>(TfLiteSchema.SubGraph.Inputs);

    public ReadOnlySpan<int> Outputs => subgraph.Vector<int>(TfLiteSchema.SubGraph.Outputs);

    public FlatTables Operators { get; }

    /// <summary>
    /// Takes so much memory from what a file of this size may ask for. Tables and vectors can be shared, so that a small file
    /// could describe a network of any size.
    /// </summary>
    public void Spend(long sizeBytes)
    {
        budgetBytes -= sizeBytes;
        if (budgetBytes < 0)
            throw new ModelFormatException($"The file of {bytes.Bytes.Length} bytes describes a network that is many times as large");
    }

    /// <summary>The operator of a code. The newer field holds codes above 127; older files lack it, newer ones fill both.</summary>
    public TfLiteOperator Code(uint index)
    {
        var table = operatorCodes.At(index, "operator code");
        return (TfLiteOperator)Math.Max(
            table.Scalar<sbyte>(TfLiteSchema.OperatorCode.DeprecatedBuiltinCode),
            table.Scalar<int>(TfLiteSchema.OperatorCode.BuiltinCode));
    }

    /// <summary>Its name; a custom operator has its own.</summary>
    public string CodeName(uint index) =>
        Code(index) == TfLiteOperator.CUSTOM
        && operatorCodes.At(index, "operator code").Text(TfLiteSchema.OperatorCode.CustomCode, MaximumNameBytes) is { Length: > 0 } name
            ? name
            : Code(index).ToString();

    public TfLiteTensor Tensor(int index)
    {
        if (!known.TryGetValue(index, out var tensor))
            known.Add(index, tensor = ReadTensor(tensors.At(index, "tensor")));
        return tensor;
    }

    /// <summary>A tensor's name, for a message; empty where there is no such tensor.</summary>
    public string TensorName(int index) => index >= 0 && index < tensors.Count ? tensors.At(index, "tensor").Text(TfLiteSchema.Tensor.Name, MaximumNameBytes) : "";

    /// <summary>Float constants by name; the first of several with the same name.</summary>
    public Dictionary<string, TfLiteTensor> FloatConstants()
    {
        var constants = new Dictionary<string, TfLiteTensor>(StringComparer.Ordinal);
        for (var i = 0; i < tensors.Count; i++)
        {
            if (Tensor(i) is { IsConstant: true, Type: TfLiteType.FLOAT32 } constant)
                constants.TryAdd(constant.Name, constant);
        }

        return constants;
    }

    /// <summary>The metadata of that name; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Metadata(string name)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var entry = metadata.At(i, "metadata");
            if (entry.Text(TfLiteSchema.Metadata.Name, MaximumNameBytes) == name)
                return Data(entry.Scalar<uint>(TfLiteSchema.Metadata.Buffer));
        }

        return default;
    }

    TfLiteTensor ReadTensor(FlatTable table)
    {
        Spend(4 * MaximumNameBytes);
        var name = table.Text(TfLiteSchema.Tensor.Name, MaximumNameBytes);
        var type = (TfLiteType)table.Scalar<byte>(TfLiteSchema.Tensor.Type);
        var shape = table.Vector<int>(TfLiteSchema.Tensor.Shape);
        if (shape.Length > MaximumRank || shape.ContainsAnyExceptInRange(0, int.MaxValue))
            throw new ModelFormatException($"The tensor '{name}' has no valid shape: {shape.Length} axes, the least is {Least(shape)}");
        if (table.Scalar<bool>(TfLiteSchema.Tensor.IsVariable))
            throw new ModelFormatException($"The tensor '{name}' is a variable; networks with a state cannot be read");
        if (table.Has(TfLiteSchema.Tensor.Sparsity))
            throw new ModelFormatException($"The tensor '{name}' is stored sparse, which cannot be read");

        var tensor = new TfLiteTensor(name, type, [.. shape], null, Data(table.Scalar<uint>(TfLiteSchema.Tensor.Buffer)));
        if (tensor.IsConstant)
            CheckSize(tensor);
        return tensor with { Quantization = TfLiteQuantization.Read(this, table.Table(TfLiteSchema.Tensor.Quantization), tensor) };
    }

    /// <summary>A buffer's bytes: inside the FlatBuffer, or, in newer files, behind it.</summary>
    ReadOnlyMemory<byte> Data(uint index)
    {
        if (index == 0 && buffers.Count == 0)
            return default;
        var buffer = buffers.At(index, "buffer");
        var offset = buffer.Scalar<ulong>(TfLiteSchema.Buffer.Offset);
        return offset > 1
            ? bytes.Slice((long)Math.Min(offset, long.MaxValue), (long)Math.Min(buffer.Scalar<ulong>(TfLiteSchema.Buffer.Size), int.MaxValue))
            : buffer.Bytes(TfLiteSchema.Buffer.Data);
    }

    static void CheckSize(TfLiteTensor tensor)
    {
        if (tensor.ElementType is not { } type)
            throw new ModelFormatException($"The constant {tensor.Label} is {tensor.Type}, which cannot be read");
        Int128 sizeBytes = type.SizeBytes();
        foreach (var axis in tensor.Shape)
            sizeBytes *= axis;
        if (sizeBytes != tensor.Data.Length)
        {
            throw new ModelFormatException(
                $"The constant {tensor.Label} of shape [{string.Join(", ", tensor.Shape)}] takes {sizeBytes} bytes, its buffer holds {tensor.Data.Length}");
        }
    }

    static int Least(ReadOnlySpan<int> values)
    {
        var least = int.MaxValue;
        foreach (var value in values)
            least = Math.Min(least, value);
        return least;
    }
}
