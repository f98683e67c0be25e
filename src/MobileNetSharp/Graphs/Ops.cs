using System.Globalization;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Graphs;

/// <summary>
/// What a node does: a closed hierarchy of records, so that every reader of the graph can be checked against all of them.
/// Weights are not part of an op; <see cref="WeightSpecs"/> says which an op needs.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Input), "input")]
[JsonDerivedType(typeof(Conv2d), "conv2d")]
[JsonDerivedType(typeof(BatchNorm), "batchNorm")]
[JsonDerivedType(typeof(Activation), "activation")]
[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Concat), "concat")]
[JsonDerivedType(typeof(Pool), "pool")]
[JsonDerivedType(typeof(GlobalAveragePool), "globalAveragePool")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Resize), "resize")]
[JsonDerivedType(typeof(ChannelShuffle), "channelShuffle")]
[JsonDerivedType(typeof(SpaceToDepth), "spaceToDepth")]
[JsonDerivedType(typeof(Pad), "pad")]
[JsonDerivedType(typeof(Reshape), "reshape")]
[JsonDerivedType(typeof(Softmax), "softmax")]
[JsonDerivedType(typeof(L2Normalization), "l2Normalization")]
[JsonDerivedType(typeof(Dropout), "dropout")]
public abstract record Op
{
    private protected Op()
    {
    }
}

/// <summary>An input of the graph. Reads nothing.</summary>
/// <param name="Shape"><c>(N,H,W,C)</c>.</param>
public sealed record Input(Shape Shape) : Op
{
    /// <summary>The axes that the input has in files; null: those that each format usually has.</summary>
    public TensorLayout? Layout { get; init; }

    /// <summary>True where the file that was read leaves height and width free: those of <see cref="Shape"/> were chosen. A file of ours has them, so its JSON does not say this.</summary>
    [JsonIgnore]
    public bool IsSizeFree { get; init; }

    /// <inheritdoc/>
    public override string ToString() => "Input";
}

/// <summary>
/// Convolution (cross-correlation, as every framework means it): <c>(N,H,W,C) → (N,H',W',Channels)</c>.
/// Weights OIHW: <c>(Channels, C/Groups, kernel height, kernel width)</c>; depthwise where Groups = C.
/// </summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">Kernel size.</param>
/// <param name="Stride">Step between two outputs.</param>
/// <param name="Dilation">Distance between two taps of the kernel.</param>
/// <param name="Groups">Groups that input and output channels are split into.</param>
/// <param name="Padding">Zeros around the input.</param>
/// <param name="HasBias">Whether a bias <c>(Channels)</c> is added.</param>
public sealed record Conv2d(
    int Channels, Size Kernel, Size Stride, Size Dilation, int Groups, Padding Padding, bool HasBias) : Op
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"Conv2d {Kernel} channels {Channels}"
        + (Stride == 1 ? "" : $" stride {Stride}")
        + (Dilation == 1 ? "" : $" dilation {Dilation}")
        + (Groups == 1 ? "" : $" groups {Groups}")
        + $" padding {Padding}"
        + (HasBias ? " bias" : "");
}

/// <summary>Fully connected layer: <c>(N,1,1,C) → (N,1,1,Channels)</c>. Weight <c>(Channels, C)</c>, bias <c>(Channels)</c>.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="HasBias">Whether a bias is added.</param>
public sealed record Linear(int Channels, bool HasBias = true) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Linear channels {Channels}{(HasBias ? " bias" : "")}";
}

/// <summary>
/// Batch normalization over <c>(N,H,W)</c>: <c>γ·(x − μ)/√(σ² + ε) + β</c>. The shape is kept.
/// Weights of <c>(C)</c>: weight γ, bias β, running_mean μ, running_var σ²; and a counter, num_batches_tracked.
/// </summary>
/// <param name="Epsilon">ε.</param>
public sealed record BatchNorm(double Epsilon) : Op
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"BatchNorm ε {Epsilon}");
}

/// <summary>An elementwise function. The shape is kept.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Minimum">Lower bound of <see cref="ActivationKind.Clamp"/>; the slope of <see cref="ActivationKind.LeakyRelu"/>.</param>
/// <param name="Maximum">Upper bound of <see cref="ActivationKind.Clamp"/>.</param>
public sealed record Activation(ActivationKind Kind, float Minimum = 0, float Maximum = 0) : Op
{
    /// <summary><c>max(x, 0)</c>.</summary>
    public static Activation Relu { get; } = new(ActivationKind.Relu);

    /// <summary><c>min(max(x, 0), 6)</c>, the paper's non-linearity.</summary>
    public static Activation Relu6 { get; } = new(ActivationKind.Relu6);

    /// <summary><c>1/(1 + e⁻ˣ)</c>.</summary>
    public static Activation Sigmoid { get; } = new(ActivationKind.Sigmoid);

    /// <summary><c>x·ReLU6(x + 3)/6</c>, h-swish: Howard et al. 2019, MobileNetV3, arXiv 1905.02244, §5.2.</summary>
    public static Activation HardSwish { get; } = new(ActivationKind.HardSwish);

    /// <summary><c>x</c> where positive, <c>slope·x</c> elsewhere.</summary>
    public static Activation LeakyRelu(float slope) => new(ActivationKind.LeakyRelu, slope);

    /// <summary><c>min(max(x, minimum), maximum)</c>.</summary>
    public static Activation Clamp(float minimum, float maximum) => new(ActivationKind.Clamp, minimum, maximum);

    /// <summary>The bounds of the functions that only clamp (ReLU, ReLU6, Clamp); null for the others.</summary>
    public (float Minimum, float Maximum)? Bounds => Kind switch
    {
        ActivationKind.Relu => (0, float.PositiveInfinity),
        ActivationKind.Relu6 => (0, 6),
        ActivationKind.Clamp => (Minimum, Maximum),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ActivationKind.Relu => "ReLU",
        ActivationKind.Relu6 => "ReLU6",
        ActivationKind.LeakyRelu => string.Create(CultureInfo.InvariantCulture, $"LeakyReLU {Minimum}"),
        ActivationKind.Clamp => string.Create(CultureInfo.InvariantCulture, $"Clamp [{Minimum}, {Maximum}]"),
        _ => Kind.ToString(),
    };
}

/// <summary>The elementwise functions.</summary>
public enum ActivationKind
{
    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary><c>min(max(x, 0), 6)</c>.</summary>
    Relu6,

    /// <summary><c>x</c> where positive, <c>slope·x</c> elsewhere.</summary>
    LeakyRelu,

    /// <summary><c>1/(1 + e⁻ˣ)</c>.</summary>
    Sigmoid,

    /// <summary><c>min(max(x, minimum), maximum)</c>.</summary>
    Clamp,

    /// <summary><c>x·ReLU6(x + 3)/6</c>, h-swish.</summary>
    HardSwish,
}

/// <summary>Pooling over a sliding window, channel by channel: <c>(N,H,W,C) → (N,H',W',C)</c>.</summary>
/// <param name="Kind">Maximum or mean.</param>
/// <param name="Kernel">Window size.</param>
/// <param name="Stride">Step between two outputs.</param>
/// <param name="Padding">Pixels around the input; never the maximum.</param>
/// <param name="CeilMode">Round the output's size up, as PyTorch's ceil_mode (no window starts in the bottom or right padding).</param>
/// <param name="CountsPadding">Whether a mean counts padded pixels (PyTorch's default; TensorFlow never does).</param>
public sealed record Pool(
    PoolKind Kind, Size Kernel, Size Stride, Padding Padding, bool CeilMode = false, bool CountsPadding = false) : Op
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind}Pool {Kernel} stride {Stride} padding {Padding}"
        + (CeilMode ? " ceil" : "") + (CountsPadding ? " counts padding" : "");
}

/// <summary>How a window is pooled.</summary>
public enum PoolKind
{
    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The mean.</summary>
    Average,
}

/// <summary>The mean over height and width: <c>(N,H,W,C) → (N,1,1,C)</c>.</summary>
public sealed record GlobalAveragePool : Op
{
    /// <inheritdoc/>
    public override string ToString() => "GlobalAveragePool";
}

/// <summary>Elementwise sum of two inputs of one shape: the residual connection.</summary>
public sealed record Add : Op
{
    /// <inheritdoc/>
    public override string ToString() => "Add";
}

/// <summary>Softmax over the channels. The shape is kept.</summary>
public sealed record Softmax : Op
{
    /// <inheritdoc/>
    public override string ToString() => "Softmax";
}

/// <summary>Each pixel's channels divided by the root of the sum of their squares; a pixel of zeros stays one. The shape is kept.</summary>
public sealed record L2Normalization : Op
{
    /// <inheritdoc/>
    public override string ToString() => "L2Normalization";
}

/// <summary>In training, zeroes elements with probability <paramref name="Rate"/> and scales the rest up; else the identity.</summary>
/// <param name="Rate">The probability to drop (TF-slim's "keep" is 1 − Rate).</param>
public sealed record Dropout(double Rate) : Op
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Dropout {Rate}");
}
