namespace MobileNetSharp.Inference.Kernels.Vectors;

/// <summary>
/// A vector of some width over elements of one type, so that one source serves every width and scalar tails. What only
/// some element types can do is in their own interface, such as <see cref="IFloatLanes{TVector}"/>.
/// </summary>
unsafe interface ILanes<TVector, TElement>
    where TVector : struct
    where TElement : unmanaged
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(TElement* source);

    static abstract void Store(TVector vector, TElement* target);

    static abstract TVector Broadcast(TElement value);

    static abstract TVector Add(TVector a, TVector b);

    /// <summary>The smaller; b where either is not a number, at the speed of the processor's own instruction.</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary>The larger; b where either is not a number, at the speed of the processor's own instruction.</summary>
    static abstract TVector Max(TVector a, TVector b);
}

/// <summary>A vector of floats.</summary>
interface IFloatLanes<TVector> : ILanes<TVector, float>
    where TVector : struct
{
    /// <summary><c>a·b + c</c>, with one rounding where the processor has it.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>The larger; not a number where either is not (IEEE 754's maximum).</summary>
    static abstract TVector Maximum(TVector a, TVector b);

    /// <summary>2ⁿ, for whole numbers in [−126, 127].</summary>
    static abstract TVector PowerOfTwo(TVector n);
}
