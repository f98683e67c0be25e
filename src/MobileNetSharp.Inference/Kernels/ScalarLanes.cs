namespace MobileNetSharp.Inference.Kernels;

readonly unsafe struct ScalarLanes : ILanes<float>
{
    public static int Count => 1;

    public static float Load(float* source) => *source;

    public static void Store(float vector, float* target) => *target = vector;

    public static float Broadcast(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    public static float Min(float a, float b) => a < b ? a : b;

    public static float Max(float a, float b) => a > b ? a : b;
}
