using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>A tensor as PyTorch stores it: a storage seen from an offset with sizes and strides, all in elements.</summary>
sealed class StridedTensor(TorchStorage storage, long offset, object?[] size, object?[] stride)
{
    const int MaxRank = 64;

    Tensor? tensor;

    /// <summary>The tensor in row-major order: in place where the file has it in this order, else copied within <paramref name="copyBudgetBytes"/>.</summary>
    public Tensor ToTensor(string name, ReadOnlyMemory<byte> file, ref long copyBudgetBytes)
    {
        if (tensor is not null)
            return tensor;
        var type = storage.Elements.Type ?? throw new ModelFormatException(
            $"The tensor '{name}' has elements of {storage.TypeName}; those that can be read are float32, float16, bfloat16, int8, uint8, int32 and int64.");
        var start = storage.Start ?? throw new ModelFormatException($"The storage '{storage.Key}' of the tensor '{name}' is missing.");
        var (sizes, strides) = (Numbers(name, size), Numbers(name, stride));
        var count = CheckedCount(name, sizes, strides);
        var elementBytes = type.SizeBytes();
        var at = count == 0 ? start : start + ((int)offset * elementBytes);
        var inPlace = count == 0 || (IsContiguous(sizes, strides) && at % elementBytes == 0);
        if (!inPlace)
            Spend(name, count * elementBytes, ref copyBudgetBytes);
        var bytes = inPlace ? file.Slice(at, count * elementBytes) : Gather(file.Span[at..], sizes, strides, count, elementBytes);
        return tensor = new Tensor(type, sizes, bytes);
    }

    static ImmutableArray<int> Numbers(string name, object?[] values)
    {
        if (values.Length > MaxRank)
            throw new ModelFormatException($"The tensor '{name}' has {values.Length} axes; {MaxRank} are the most.");
        var numbers = ImmutableArray.CreateBuilder<int>(values.Length);
        foreach (var value in values)
        {
            numbers.Add(value is long number and >= 0 and <= int.MaxValue
                ? (int)number
                : throw new ModelFormatException($"The tensor '{name}' has a size or stride that is not an integer from 0 to {int.MaxValue}."));
        }

        return numbers.MoveToImmutable();
    }

    /// <summary>The number of elements of a view that lies within its storage and reads no element twice.</summary>
    int CheckedCount(string name, ImmutableArray<int> sizes, ImmutableArray<int> strides)
    {
        if (sizes.Length != strides.Length || offset < 0)
            throw new ModelFormatException($"The tensor '{name}' has {sizes.Length} sizes, {strides.Length} strides and the offset {offset}.");
        Int128 count = 1, reach = 1;
        foreach (var axis in ByStride(strides, stackalloc int[strides.Length]))
        {
            if (sizes[axis] > 1 && strides[axis] < reach)
                throw new ModelFormatException($"The tensor '{name}' overlaps itself: sizes [{string.Join(", ", sizes)}], strides [{string.Join(", ", strides)}].");
            reach += (Int128)Math.Max(0, sizes[axis] - 1) * strides[axis];
            if (reach > int.MaxValue)
                break;
            count *= sizes[axis];
        }

        return reach + offset <= storage.Count || (count == 0 && reach <= int.MaxValue)
            ? (int)count
            : throw new ModelFormatException($"The tensor '{name}' reaches beyond the {storage.Count} elements of its storage '{storage.Key}'.");
    }

    /// <summary>The axes from the smallest stride to the largest.</summary>
    static Span<int> ByStride(ImmutableArray<int> strides, Span<int> axes)
    {
        for (var count = 0; count < axes.Length; count++)
        {
            var at = count;
            for (; at > 0 && strides[axes[at - 1]] > strides[count]; at--)
                axes[at] = axes[at - 1];
            axes[at] = count;
        }

        return axes;
    }

    static bool IsContiguous(ImmutableArray<int> sizes, ImmutableArray<int> strides)
    {
        long expected = 1;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if (sizes[axis] != 1 && strides[axis] != expected)
                return false;
            expected *= sizes[axis];
        }

        return true;
    }

    static byte[] Gather(ReadOnlySpan<byte> source, ImmutableArray<int> sizes, ImmutableArray<int> strides, int count, int elementBytes)
    {
        var target = new byte[count * elementBytes];
        Span<int> index = stackalloc int[sizes.Length];
        var from = 0;
        for (var i = 0; i < count; i++)
        {
            source.Slice(from * elementBytes, elementBytes).CopyTo(target.AsSpan(i * elementBytes));
            for (var axis = sizes.Length - 1; axis >= 0; axis--)
            {
                if (++index[axis] < sizes[axis])
                {
                    from += strides[axis];
                    break;
                }

                from -= strides[axis] * (sizes[axis] - 1);
                index[axis] = 0;
            }
        }

        return target;
    }

    static void Spend(string name, long bytes, ref long budget) => budget = bytes <= budget
        ? budget - bytes
        : throw new ModelFormatException($"The views up to the tensor '{name}' hold far more than the file.");
}
