using System.Buffers.Binary;
using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Darknet;

/// <summary>
/// Reads Darknet's <c>.weights</c> files of YOLOv2 (https://github.com/pjreddie/darknet, src/parser.c): a header, then for each convolution the
/// biases, with batch normalization the scales, means and variances, and the kernels. The file says nothing about its network: the
/// <c>.cfg</c> beside it does, or else its exact size.
/// </summary>
static class DarknetReader
{
    /// <summary>Major, minor and revision of the version, and how many images were seen: 32 bits each, the last of 64 since version 0.2.</summary>
    const int OldHeaderBytes = 16, HeaderBytes = 20;

    /// <summary>Whether a file begins as Darknet's: version 0.1 or 0.2.</summary>
    public static bool HasHeader(ReadOnlySpan<byte> file) =>
        file.Length >= OldHeaderBytes && BinaryPrimitives.ReadUInt64LittleEndian(file) is (1UL << 32) or (2UL << 32);

    /// <summary>The model. Throws <see cref="ModelFormatException"/>, also where no network fits the file.</summary>
    public static Model Read(ModelFiles files, Size? inputSize)
    {
        var values = Values(files.Memory);
        var companions = new DarknetCompanions(files.ModelPath);
        var (graph, anchors) = companions.Configuration() is { } own ? DarknetNetwork.Build(own, inputSize)
            : KnownDarknets.OfSize(values.Length / sizeof(float), inputSize) is { } known ? known
            : companions.OnlyConfiguration() is { } other ? DarknetNetwork.Build(other, inputSize)
            : throw new ModelFormatException($"The file has {values.Length / sizeof(float)} weights, which no network that is known by its size has ({KnownDarknets.Names}); the network's .cfg is needed beside it.");
        var card = Models.YoloV2.CardOf(graph) with { BoxDecoding = Models.YoloV2.Decoding with { Anchors = anchors } };
        var classes = (graph.Outputs[0].Node.Channels / anchors.Length) - 5;
        return new Model(graph, Weights(graph, values), companions.Names(classes) is { } labels ? card with { Labels = labels } : card);
    }

    /// <summary>What comes after the header.</summary>
    static ReadOnlyMemory<byte> Values(ReadOnlyMemory<byte> file)
    {
        if (file.Length < OldHeaderBytes)
            throw new ModelFormatException($"The file has {file.Length} bytes; a Darknet file begins with a header of {OldHeaderBytes} or {HeaderBytes}.");
        var (major, minor) = (BinaryPrimitives.ReadInt32LittleEndian(file.Span), BinaryPrimitives.ReadInt32LittleEndian(file.Span[4..]));
        if (major is not (>= 0 and < 1000) || minor is not (>= 0 and < 1000))
            throw new ModelFormatException($"The file has Darknet's version {major}.{minor}; 0.1 and 0.2 are known.");
        var header = (major * 10) + minor >= 2 ? HeaderBytes : OldHeaderBytes;
        return file.Length >= header && (file.Length - header) % sizeof(float) == 0
            ? file[header..]
            : throw new ModelFormatException($"After a header of {header} bytes, the file has {file.Length - header}, which are no whole number of 32-bit values.");
    }

    static WeightSet Weights(Graph graph, ReadOnlyMemory<byte> values)
    {
        var needed = graph.WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter).Sum(spec => spec.Count);
        if (needed != values.Length / sizeof(float))
            throw new ModelFormatException($"The file has {values.Length / sizeof(float)} weights, but its configuration is of a network with {needed}.");
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Where(node => node.Op is Conv2d))
        {
            var conv = node.WeightsOf();
            if (graph.ReadersOf(node).FirstOrDefault() is { Op: BatchNorm } norm)
            {
                foreach (var spec in InOrder(norm.WeightsOf()))
                    weights.Add(spec.Name, spec.Role == WeightRole.BatchNormCounter ? Tensor.FromInt64([], [0]) : Take(spec));
            }

            foreach (var spec in conv.Reverse())
                weights.Add(spec.Name, Take(spec));
        }

        return new WeightSet(weights);

        Tensor Take(WeightSpec spec)
        {
            var bytes = (int)spec.Count * sizeof(float);
            var tensor = new Tensor(ElementType.Float32, spec.Shape, values[..bytes]);
            values = values[bytes..];
            return tensor;
        }
    }

    /// <summary>The shift comes before the scale.</summary>
    static IEnumerable<WeightSpec> InOrder(ImmutableArray<WeightSpec> norm) => norm.OrderBy(spec => spec.Role switch
    {
        WeightRole.BatchNormShift => 0,
        WeightRole.BatchNormScale => 1,
        _ => 2,
    });
}
