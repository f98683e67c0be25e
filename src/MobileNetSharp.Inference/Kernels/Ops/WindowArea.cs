namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>The pixels of a window that lie inside the input, and the pixel that they become.</summary>
unsafe struct WindowArea
{
    public float* Input, Output;
    public nuint Rows, Columns, InputRow, InputColumn;
}
