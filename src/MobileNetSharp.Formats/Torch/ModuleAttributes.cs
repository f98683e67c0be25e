using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Torch;

/// <summary>What whole modules tell beside their tensors: strides, padding, ε and activations, as the attributes of torch.nn's classes.</summary>
/// <param name="checkpoint">The checkpoint with the modules.</param>
/// <param name="named">The dialect that the names of the tensors tell.</param>
sealed class ModuleAttributes(TorchCheckpoint checkpoint, Dialect named)
{
    const string Activations = "torch.nn.modules.activation.", Relu6 = "ReLU6", SameConvolution = "Conv2dSame";

    /// <summary>Those of a MobileNet, and those after its logits, whose softmax is the same without them.</summary>
    static readonly string[] ExpectedActivations = [Relu6, "Softmax", "LogSoftmax"];

    /// <summary>Whether an activation is among the modules. Throws <see cref="ModelFormatException"/> for another than the network's.</summary>
    public bool TellActivation(NetworkMatch match)
    {
        var tell = false;
        foreach (var (name, module) in checkpoint.Modules)
        {
            if (module.Type?.Name is not { } type || !type.StartsWith(Activations, StringComparison.Ordinal))
                continue;
            if (!ExpectedActivations.Contains(type[Activations.Length..]))
                throw new ModelFormatException($"The tensors are those of {match.Network}, but '{name}' is a {type[Activations.Length..]}; ReLU6 is expected.");
            tell |= type[Activations.Length..] == Relu6;
        }

        return tell;
    }

    /// <summary>The dialect of a network's modules; without modules, what the names tell. Throws <see cref="ModelFormatException"/> where they are not the network's but for the shapes.</summary>
    public Dialect Conventions(NetworkMatch match)
    {
        bool? padsSame = null;
        double? epsilon = null;
        foreach (var node in match.Network.Layers)
        {
            if (!checkpoint.Modules.TryGetValue(checkpoint.Prefix + match[node.Name].Name, out var module) || module.State is not PickleDict state)
                continue;
            if (node.Op is Conv2d conv)
                CheckConvolution(match, node, conv, state, module, ref padsSame);
            else
                epsilon = Agreed(epsilon, state.Find("eps") as double?, match, node);
        }

        var dialect = padsSame switch { true => Dialect.TensorFlow, false => Dialect.PyTorch, null => named };
        return epsilon is { } value && double.IsFinite(value) && value > 0 ? dialect with { BatchNormEpsilon = value } : dialect;
    }

    void CheckConvolution(NetworkMatch match, Node node, Conv2d conv, PickleDict state, PickleObject module, ref bool? padsSame)
    {
        Expect("stride", conv.Stride.Height, conv.Stride.Width);
        Expect("dilation", conv.Dilation.Height, conv.Dilation.Width);
        if (conv.Stride == 1)
            return;
        // SAME is either another class, or a pad before a convolution without padding.
        var isSame = (module.Type?.Name.EndsWith(SameConvolution, StringComparison.Ordinal) ?? false)
            || (named.PadsSame && state.Find("padding") is object?[] and [0L, 0L]);
        if (!isSame)
            Expect("padding", conv.Padding.Top, conv.Padding.Left);
        padsSame = Agreed(padsSame, isSame, match, node);

        void Expect(string attribute, int height, int width)
        {
            if (state.Find(attribute) is object?[] and [long y, long x] && (y, x) != (height, width))
                throw new ModelFormatException($"The tensors are those of {match.Network}, but '{match[node.Name].Name}' has the {attribute} ({y}, {x}); ({height}, {width}) is expected.");
        }
    }

    static T? Agreed<T>(T? before, T? now, NetworkMatch match, Node node)
        where T : struct => before is null || now is null || before.Equals(now)
            ? now ?? before
            : throw new ModelFormatException($"The tensors are those of {match.Network}, but '{match[node.Name].Name}' has other conventions ({now}) than the layers before it ({before}).");
}
