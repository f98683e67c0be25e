namespace MobileNetSharp.Formats;

/// <summary>The kinds of model files.</summary>
public enum ModelFormat
{
    /// <summary>safetensors with the model card in its metadata: MobileNetSharp's own model file (<c>.safetensors</c>).</summary>
    Safetensors,

    /// <summary>ONNX (<c>.onnx</c>).</summary>
    Onnx,

    /// <summary>TensorFlow Lite (<c>.tflite</c>).</summary>
    TfLite,

    /// <summary>A PyTorch checkpoint with a state dict (<c>.pth</c>, <c>.pt</c>).</summary>
    Torch,
}
