using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>The tensors of one layer in a state dict, told apart by the last part of their names and by their rank.</summary>
sealed class StateLayer(string name)
{
    /// <summary>The name without its last part.</summary>
    public string Name { get; } = name;

    /// <summary>The name of the kernel or of γ in the file.</summary>
    public string WeightName { get; private set; } = name;

    /// <summary>The kernel, or γ of a batch normalization.</summary>
    public Tensor? Weight { get; private set; }

    /// <summary>The bias, or β of a batch normalization.</summary>
    public Tensor? Bias { get; private set; }

    public Tensor? Mean { get; private set; }

    public Tensor? Variance { get; private set; }

    public Tensor? Counter { get; private set; }

    /// <summary>Convolutions have kernels of rank 4, linear layers of rank 2.</summary>
    public int KernelRank => Weight is { Shape.Length: > 1 } kernel ? kernel.Shape.Length : 0;

    /// <summary>Whether this is the batch normalization of so many channels.</summary>
    public bool Normalizes(int channels) =>
        IsVector(Weight, channels) && IsVector(Bias, channels) && IsVector(Mean, channels) && IsVector(Variance, channels);

    /// <summary>
    /// The layers in the order of their first tensors, by the leaf names of PyTorch, Keras and TF-slim; and the names of tensors that
    /// belong to no layer. Scalars that mean nothing here are left out.
    /// </summary>
    public static (List<StateLayer> Layers, List<string> Others) Group(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var (layers, others) = (new List<StateLayer>(), new List<string>());
        var byName = new Dictionary<string, StateLayer>(StringComparer.Ordinal);
        foreach (var (fullName, tensor) in tensors)
        {
            var name = fullName.EndsWith(":0", StringComparison.Ordinal) ? fullName[..^2] : fullName; // a variable of TensorFlow
            var dot = name.LastIndexOfAny(['.', '/']);
            var (layerName, leaf) = (name[..Math.Max(0, dot)], name[(dot + 1)..]);
            var known = byName.GetValueOrDefault(layerName);
            var layer = known ?? new StateLayer(layerName);
            if (!layer.Take(leaf, fullName, tensor))
            {
                if (!tensor.Shape.IsEmpty)
                    others.Add(fullName);
            }
            else if (known is null)
            {
                byName.Add(layerName, layer);
                layers.Add(layer);
            }
        }

        return (layers, others);
    }

    bool Take(string leaf, string fullName, Tensor tensor)
    {
        switch (leaf)
        {
            case "weight" or "weights" or "kernel" or "depthwise_kernel" or "depthwise_weights" or "gamma" when Weight is null:
                (Weight, WeightName) = (tensor, fullName);
                return true;
            case "bias" or "biases" or "beta" when Bias is null:
                Bias = tensor;
                return true;
            case "running_mean" or "moving_mean" when Mean is null:
                Mean = tensor;
                return true;
            case "running_var" or "moving_variance" when Variance is null:
                Variance = tensor;
                return true;
            case "num_batches_tracked" when tensor.Shape.IsEmpty:
                Counter = tensor;
                return true;
            default:
                return false;
        }
    }

    static bool IsVector(Tensor? tensor, int length) => tensor is { Shape: [var found] } && found == length;
}
