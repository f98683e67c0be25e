using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>
/// Declares a graph, node by node; a node reads only nodes declared before it, so the order of declaration is topological.
/// Every shape is known at once, and every broken rule is a <see cref="GraphException"/> that names the node.
/// </summary>
/// <param name="name">The network's name.</param>
/// <param name="dialect">The conventions for padding and batch normalization; TensorFlow's unless given.</param>
public sealed class GraphBuilder(string name, Dialect? dialect = null)
{
    readonly List<Node> nodes = [];
    readonly Dictionary<string, Node> byName = new(StringComparer.Ordinal);
    readonly List<GraphOutput> outputs = [];
    readonly HashSet<string> outputNames = new(StringComparer.Ordinal);

    /// <summary>The conventions for layers where nothing else is given.</summary>
    public Dialect Dialect { get; } = dialect ?? Dialect.TensorFlow;

    /// <summary>The node of that name, or null.</summary>
    public Node? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Adds a node with any op; the typed methods are shorter.</summary>
    public Node Node(string name, Op op, params ReadOnlySpan<Node> inputs) => Node(name, op, [.. inputs], null);

    /// <summary>Adds a node whose output is stored quantized.</summary>
    public Node Node(string name, Op op, ImmutableArray<Node> inputs, Quantization? quantization)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (string.IsNullOrWhiteSpace(name))
            throw new GraphException(name, "a node needs a name");
        if (byName.ContainsKey(name))
            throw new GraphException(name, "the name is taken by another node");
        foreach (var input in inputs)
        {
            if (input is null || byName.GetValueOrDefault(input.Name) != input)
                throw new GraphException(name, $"its input '{input?.Name}' is not a node of this graph");
        }

        var shape = ShapeInference.Infer(name, op, inputs);
        QuantizationRules.Check(name, shape, quantization);
        var node = new Node(name, op, inputs, shape, quantization);
        nodes.Add(node);
        byName.Add(name, node);
        return node;
    }

    /// <summary>An input of <c>(N,H,W,C)</c>.</summary>
    public Node Input(string name, Shape shape) => Node(name, new Input(shape));

    /// <summary>A convolution; padding as the dialect's unless given.</summary>
    public Node Conv2d(
        string name, Node x, int channels, Size kernel, Size? stride = null, Size? dilation = null, int groups = 1,
        Padding? padding = null, bool bias = false) => Node(
            name,
            new Conv2d(
                channels, kernel, stride ?? 1, dilation ?? 1, groups,
                padding ?? Dialect.Padding(kernel, dilation ?? 1), bias),
            x);

    /// <summary>Batch normalization; ε as the dialect's unless given.</summary>
    public Node BatchNorm(string name, Node x, double? epsilon = null) =>
        Node(name, new BatchNorm(epsilon ?? Dialect.BatchNormEpsilon), x);

    /// <summary>ReLU.</summary>
    public Node Relu(string name, Node x) => Node(name, Activation.Relu, x);

    /// <summary>ReLU6.</summary>
    public Node Relu6(string name, Node x) => Node(name, Activation.Relu6, x);

    /// <summary>Convolution and batch normalization, named <c>{name}.conv</c> and <c>{name}.bn</c>.</summary>
    public Node ConvBn(
        string name, Node x, int channels, Size kernel, Size? stride = null, Size? dilation = null, int groups = 1,
        Padding? padding = null) =>
        BatchNorm($"{name}.bn", Conv2d($"{name}.conv", x, channels, kernel, stride, dilation, groups, padding));

    /// <summary>Convolution, batch normalization and ReLU, named <c>{name}.conv</c>, <c>{name}.bn</c> and <c>{name}.relu</c>.</summary>
    public Node ConvBnRelu(
        string name, Node x, int channels, Size kernel, Size? stride = null, Size? dilation = null, int groups = 1,
        Padding? padding = null) =>
        Relu($"{name}.relu", ConvBn(name, x, channels, kernel, stride, dilation, groups, padding));

    /// <summary>Convolution, batch normalization and ReLU6, named <c>{name}.conv</c>, <c>{name}.bn</c> and <c>{name}.relu6</c>.</summary>
    public Node ConvBnRelu6(
        string name, Node x, int channels, Size kernel, Size? stride = null, Size? dilation = null, int groups = 1) =>
        Relu6($"{name}.relu6", ConvBn(name, x, channels, kernel, stride, dilation, groups));

    /// <summary>The sum of two nodes of one shape.</summary>
    public Node Add(string name, Node a, Node b) => Node(name, new Add(), a, b);

    /// <summary>Inputs joined along an axis.</summary>
    public Node Concat(string name, Axis axis, params ReadOnlySpan<Node> inputs) => Node(name, new Concat(axis), inputs);

    /// <summary>Max pooling; padding as the dialect's unless given.</summary>
    public Node MaxPool(string name, Node x, Size kernel, Size stride, Padding? padding = null, bool ceilMode = false) =>
        Node(name, new Pool(PoolKind.Max, kernel, stride, padding ?? Dialect.Padding(kernel, 1), ceilMode), x);

    /// <summary>Average pooling; padding as the dialect's unless given.</summary>
    public Node AveragePool(
        string name, Node x, Size kernel, Size stride, Padding? padding = null, bool countsPadding = false) => Node(
            name,
            new Pool(
                PoolKind.Average, kernel, stride, padding ?? Dialect.Padding(kernel, 1), CountsPadding: countsPadding),
            x);

    /// <summary>The mean over height and width.</summary>
    public Node GlobalAveragePool(string name, Node x) => Node(name, new GlobalAveragePool(), x);

    /// <summary>A fully connected layer.</summary>
    public Node Linear(string name, Node x, int channels, bool bias = true) => Node(name, new Linear(channels, bias), x);

    /// <summary>Dropout.</summary>
    public Node Dropout(string name, Node x, double rate) => Node(name, new Dropout(rate), x);

    /// <summary>Softmax over the channels.</summary>
    public Node Softmax(string name, Node x) => Node(name, new Softmax(), x);

    /// <summary>Normalization of each pixel by the L2 norm of its channels.</summary>
    public Node L2Normalization(string name, Node x) => Node(name, new L2Normalization(), x);

    /// <summary>Bilinear or nearest resizing to a fixed size.</summary>
    public Node Resize(string name, Node x, Size size, ResizeMode mode, CoordinateMode coordinates) =>
        Node(name, new Resize(mode, coordinates, size), x);

    /// <summary>Bilinear or nearest resizing to the height and width of another node.</summary>
    public Node ResizeLike(string name, Node x, Node like, ResizeMode mode, CoordinateMode coordinates) =>
        Node(name, new Resize(mode, coordinates), x, like);

    /// <summary>ShuffleNet's channel shuffle.</summary>
    public Node ChannelShuffle(string name, Node x, int groups) => Node(name, new ChannelShuffle(groups), x);

    /// <summary>Blocks of pixels moved into channels.</summary>
    public Node SpaceToDepth(string name, Node x, int blockSize) => Node(name, new SpaceToDepth(blockSize), x);

    /// <summary>Zero padding, or cropping by negative amounts.</summary>
    public Node Pad(string name, Node x, Padding padding) => Node(name, new Pad(padding), x);

    /// <summary>The same values as <c>(N,height,width,channels)</c>; one of the three may be −1.</summary>
    public Node Reshape(string name, Node x, int height, int width, int channels) =>
        Node(name, new Reshape(height, width, channels), x);

    /// <summary>Names an output of the graph, with the axes that it has in files; null: those that each format usually has.</summary>
    public void Output(string name, Node node, TensorLayout? layout = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (string.IsNullOrWhiteSpace(name))
            throw new GraphException(node.Name, "an output needs a name");
        if (byName.GetValueOrDefault(node.Name) != node)
            throw new GraphException(node.Name, "an output must be a node of this graph");
        if (layout is { } given && !(Enum.IsDefined(given) && given.Fits(node.Shape)))
            throw new GraphException(node.Name, $"the output '{name}' of {node.Shape} cannot be {given.ToString().ToUpperInvariant()}");
        if (!outputNames.Add(name))
            throw new GraphException(node.Name, $"the output name '{name}' is taken");
        outputs.Add(new GraphOutput(name, node) { Layout = layout });
    }

    /// <summary>The finished graph. A node that no output needs is an error, or, with <paramref name="prune"/>, left out.</summary>
    public Graph Build(bool prune = false)
    {
        if (outputs.Count == 0)
            throw new GraphException(name, "a graph needs an output");
        var needed = new HashSet<Node>();
        foreach (var output in outputs)
            needed.Add(output.Node);
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(nodes[i]))
                needed.UnionWith(nodes[i].Inputs);
            else if (!prune)
                throw new GraphException(nodes[i].Name, "no output needs it");
        }

        return new Graph(name, [.. nodes.Where(needed.Contains)], [.. outputs]);
    }

    /// <summary>Adds nodes of another graph by name, with some ops replaced.</summary>
    internal void AddAll(ImmutableArray<Node> others, Func<Node, Op> replace)
    {
        foreach (var node in others)
            Node(node.Name, replace(node), [.. node.Inputs.Select(input => byName[input.Name])], node.Quantization);
    }
}
