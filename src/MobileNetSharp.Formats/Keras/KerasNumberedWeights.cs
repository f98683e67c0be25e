using System.Globalization;
using MobileNetSharp.Formats.Keras.Hdf5;

namespace MobileNetSharp.Formats.Keras;

/// <summary>
/// A .keras archive's weights: a group for each layer, named by its class, with its weights by number, such as
/// <c>layers/functional/layers/conv2d_1/vars/0</c> (keras/src/saving/saving_lib.py).
/// </summary>
sealed class KerasNumberedWeights(Hdf5File file) : KerasWeights(file)
{
    protected override Hdf5Object? Find(KerasLayer layer, int position, ReadOnlySpan<string> names)
    {
        var path = $"{layer.Path}/vars/{position.ToString(CultureInfo.InvariantCulture)}";
        // tf.keras 2 writes the same format with another name for the folder of layers.
        return File.Root.Member(path) ?? File.Root.Member(path.Replace("/layers/", "/_layer_checkpoint_dependencies/", StringComparison.Ordinal));
    }
}
