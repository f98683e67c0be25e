using System.Text;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Tests.Torch;

/// <summary>A network as torch.save writes a whole module, all of its tensors views of one storage of zeros.</summary>
sealed class ModuleFile(Graph graph)
{
    readonly long elements = graph.WeightsOf().Max(spec => spec.Count);

    /// <summary>The pair that a layer has as an attribute, by <c>LAYER.ATTRIBUTE</c>; others are those of the graph.</summary>
    public Dictionary<string, int> Attributes { get; } = new(StringComparer.Ordinal);

    public double Epsilon { get; init; } = 1e-5;

    public string ConvolutionClass { get; init; } = "torch.nn.modules.conv\nConv2d";

    public string ActivationClass { get; init; } = "torch.nn.modules.activation\nReLU6";

    public byte[] Bytes()
    {
        var layers = graph.Nodes.Where(node => !node.WeightsOf().IsEmpty).Select(node => Text(node.Name) + Layer(node));
        var activation = Text("act") + Module(ActivationClass, "", "", "", "");
        var root = Module("torchvision.models.mobilenetv2\nMobileNetV2", "", "", $"{string.Concat(layers)}{activation}", "");
        // What follows the pickle's end moves the storage to a multiple of four bytes, where torch.save puts it too, so that views need no copies.
        return Enumerable.Range(0, sizeof(float)).Select(padding => TorchFiles.Zip(
                $"\x80\x02{root}.{new string(' ', padding)}", others: ("a/data/1", new byte[elements * sizeof(float)])))
            .First(file => (file.AsSpan().IndexOf("a/data/1"u8) + "a/data/1"u8.Length) % sizeof(float) == 0);
    }

    string Layer(Node node)
    {
        string Tensors(Func<WeightSpec, bool> chosen) => string.Concat(node.WeightsOf()
            .Where(spec => spec.Role != WeightRole.BatchNormCounter && chosen(spec)).Select(spec => Text(spec.Name[(node.Name.Length + 1)..]) + View(spec)));
        var (parameters, buffers) = (Tensors(spec => spec.Role != WeightRole.BatchNormStatistic), Tensors(spec => spec.Role == WeightRole.BatchNormStatistic));
        return node.Op switch
        {
            Conv2d conv => Module(ConvolutionClass, parameters, buffers, "", Pair(node, "stride", conv.Stride.Height) + Pair(node, "padding", conv.Kernel.Height / 2)),
            BatchNorm => Module("torch.nn.modules.batchnorm\nBatchNorm2d", parameters, buffers, "", $"{Text("eps")}G{Double(Epsilon)}"),
            _ => Module("torch.nn.modules.linear\nLinear", parameters, buffers, "", ""),
        };
    }

    static string Module(string type, string parameters, string buffers, string modules, string attributes) =>
        $"c{type}\n)\x81}}({Text("_parameters")}}}({parameters}u{Text("_buffers")}}}({buffers}u{Text("_modules")}}}({modules}u{attributes}ub";

    string Pair(Node node, string attribute, int value)
    {
        value = Attributes.GetValueOrDefault($"{node.Name}.{attribute}", value);
        return $"{Text(attribute)}K{(char)value}K{(char)value}\x86";
    }

    string View(WeightSpec spec)
    {
        var strides = spec.Shape.Select((_, axis) => spec.Shape.Skip(axis + 1).Aggregate(1, (product, size) => product * size));
        return $"ctorch._utils\n_rebuild_tensor_v2\n(({Text("storage")}ctorch\nFloatStorage\n{Text("1")}{Text("cpu")}{Number((int)elements)}tQ"
            + $"K\0({string.Concat(spec.Shape.Select(Number))}t({string.Concat(strides.Select(Number))}t\x89NtR";
    }

    static string Text(string text) => $"X{Int32(text.Length)}{text}";

    static string Number(int number) => $"J{Int32(number)}";

    static string Int32(int number) => Encoding.Latin1.GetString(BitConverter.GetBytes(number));

    static string Double(double number) => Encoding.Latin1.GetString([.. BitConverter.GetBytes(number).Reverse()]);
}
