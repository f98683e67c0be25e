using TorchSharp;

namespace MobileNetSharp.Training.Native;

/// <summary>
/// Numbers for torch that nobody frees. TorchSharp makes a scalar of every number it is given, and of the alpha = 1 that an
/// addition is not given, and keeps none alive during the native call: when a collection falls into it, the finalizer frees
/// what the call reads. So every number is handed over as a scalar that is rooted here or disposed of afterwards.
/// </summary>
static class Scalars
{
    public static readonly Scalar One = 1, MinusOne = -1;
}
