using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Keras.Hdf5;
using MobileNetSharp.Formats.TfLite.Import;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>The output of a layer: our node, and how many axes it has in Keras, where our four may be (N, C) or (N, H, W, C).</summary>
readonly record struct KerasValue(Node Node, int Rank)
{
    /// <summary>An axis of Keras's as one of our four.</summary>
    public Axis? Axis(int axis)
    {
        var fromFirst = axis < 0 ? axis + Rank : axis;
        return fromFirst == Rank - 1 ? Graphs.Axis.Channels : fromFirst is 1 or 2 && Rank > 2 ? (Axis)fromFirst : null;
    }

    /// <summary>Whether the axis of a layer is that of the channels, alone or as the only one of a list; so it is where the layer has none.</summary>
    public bool IsOverChannels(KerasLayer layer)
    {
        var axis = layer["axis"] is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0] : layer["axis"];
        return axis is not { } value || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && Axis(number) == Graphs.Axis.Channels);
    }
}

/// <summary>What the importers of layers share: the graph that is being declared, and its weights.</summary>
sealed class KerasImportContext(string name, Hdf5File file, KerasWeights source, Size? inputSize)
{
    /// <summary>What a node costs beside its weights, roughly; so that layers without substance cannot fill the memory.</summary>
    const int NodeBytes = 2048;

    public GraphBuilder Builder { get; } = new(name.Length > 0 ? name : "keras");

    public TfLiteNames Names { get; } = new();

    public TfLiteNames OutputNames { get; } = new();

    /// <summary>Weights by our names.</summary>
    public Dictionary<string, Tensor> Weights { get; } = new(StringComparer.Ordinal);

    public void Spend(long sizeBytes) => file.Spend(sizeBytes);

    /// <summary>An input of the graph. A batch of any size is read as 1.</summary>
    public KerasValue Input(KerasLayer layer, KerasLayer model)
    {
        var shape = layer["batch_shape"] ?? layer["batch_input_shape"] ?? model["build_input_shape"] ?? throw model.Fault("it does not say the shape of its input");
        var axes = shape.ValueKind == JsonValueKind.Array ? shape.EnumerateArray().Skip(1).Select(axis => Length(layer, axis)).ToArray() : [];
        Shape known = axes switch
        {
            [{ } c] => new(1, 1, 1, c),
            [{ } h, { } w, { } c] => new(1, h, w, c),
            [_, _, { } c] => inputSize is var (h, w) ? new(1, axes[0] ?? h, axes[1] ?? w, c) : throw FreeSize(layer),
            _ => throw layer.Fault($"its input should have 1 or 3 axes beside the batch, has {axes.Length}"),
        };
        return new(Declare(layer, new Input(known), [], layer.ClassName == "InputLayer" ? "" : "input"), axes.Length + 1);
    }

    static ModelCardException FreeSize(KerasLayer layer) => new(
        ModelCardPart.InputSize, $"The input '{layer.Name}' takes images of any size, and the file does not say which size the network is meant for.");

    static int? Length(KerasLayer layer, JsonElement axis) => axis.ValueKind switch
    {
        JsonValueKind.Number when axis.TryGetInt32(out var length) => length,
        JsonValueKind.Null => null,
        _ => throw layer.Fault("the shape of its input should be whole numbers"),
    };

    /// <summary>A node named after its layer, with a suffix where it is not the first of it.</summary>
    public Node Declare(KerasLayer layer, Op op, ImmutableArray<Node> inputs, string suffix = "")
    {
        file.Spend(NodeBytes);
        try
        {
            return Builder.Node(Names.Node(suffix.Length == 0 ? layer.Name : $"{layer.Name}/{suffix}"), op, inputs, null);
        }
        catch (GraphException e)
        {
            throw layer.Fault(e.Message, e);
        }
    }

    /// <summary>A weight in Keras's layout.</summary>
    public Tensor Read(KerasLayer layer, int position, ImmutableArray<int> shape, params ReadOnlySpan<string> names) =>
        source.Read(layer, position, shape, names);

    /// <summary>Stores the kernel of a layer, (…, in, out) in Keras, as (out, in, …): height and width stay, the channels change places.</summary>
    public void AddKernel(Node node, Tensor kernel)
    {
        var spec = node.WeightsOf()[0];
        var area = node.Op is Conv2d conv ? conv.Kernel.Area : 1;
        file.Spend(kernel.Bytes.Length);
        var bytes = new byte[kernel.Bytes.Length];
        // A depthwise kernel is (H, W, in, multiplier), and ours has in · multiplier outputs of one channel each.
        var inputs = node.IsDepthwise ? 1 : spec.Shape[1];
        if (kernel.Type == ElementType.Float32)
            Reverse<float>(kernel.Bytes.Span, bytes, area, inputs, spec.Shape[0]);
        else
            Reverse<short>(kernel.Bytes.Span, bytes, area, inputs, spec.Shape[0]);
        Weights.Add(spec.Name, new Tensor(kernel.Type, spec.Shape, bytes));
    }

    public void AddWeight(Node node, string role, Tensor weight) => Weights.Add($"{node.Name}.{role}", weight);

    /// <summary><c>scale·x + shift</c>, one number for all channels or one for each: a depthwise convolution of one pixel.</summary>
    public Node Affine(KerasLayer layer, Node x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var node = Declare(layer, new Conv2d(x.Channels, 1, 1, 1, x.Channels, Padding.None, HasBias: true), [x]);
        Spend(2L * x.Channels * sizeof(float));
        AddWeight(node, "weight", Tensor.FromFloats([x.Channels, 1, 1, 1], PerChannel(layer, scale, x.Channels)));
        AddWeight(node, "bias", Tensor.FromFloats([x.Channels], PerChannel(layer, shift, x.Channels)));
        return node;
    }

    static float[] PerChannel(KerasLayer layer, ReadOnlySpan<float> values, int channels)
    {
        if (values.Length != 1 && values.Length != channels)
            throw layer.Fault($"it has {values.Length} numbers for {channels} channels");
        var all = new float[channels];
        for (var i = 0; i < channels; i++)
            all[i] = values[values.Length == 1 ? 0 : i];
        return all;
    }

    /// <summary>Constants for weights that a layer goes without.</summary>
    public Tensor Constant(int channels, float value)
    {
        file.Spend((long)channels * sizeof(float));
        var values = new float[channels];
        values.AsSpan().Fill(value);
        return Tensor.FromFloats([channels], values);
    }

    static void Reverse<T>(ReadOnlySpan<byte> source, Span<byte> target, int area, int inputs, int outputs)
        where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(source);
        var to = MemoryMarshal.Cast<byte, T>(target);
        for (var a = 0; a < area; a++)
        {
            for (var i = 0; i < inputs; i++)
            {
                var row = from.Slice(((a * inputs) + i) * outputs, outputs);
                for (var o = 0; o < row.Length; o++)
                    to[(((o * inputs) + i) * area) + a] = row[o];
            }
        }
    }
}
