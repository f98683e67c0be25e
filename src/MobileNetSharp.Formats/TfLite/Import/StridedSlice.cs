using System.Collections.Immutable;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema.StridedSliceOptions;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>What STRIDED_SLICE takes of one axis: every <paramref name="Step"/>th index from <paramref name="Begin"/> to before <paramref name="End"/>.</summary>
/// <param name="Begin">The first index.</param>
/// <param name="End">The index that is not taken anymore.</param>
/// <param name="Step">Not 0.</param>
/// <param name="IsDropped">Whether only the first index is taken, and the axis vanishes.</param>
readonly record struct StridedSlice(int Begin, int End, int Step, bool IsDropped)
{
    public int Count => (int)Math.Max(0, Step > 0 ? ((long)End - Begin + Step - 1) / Step : ((long)Begin - End - Step - 1) / -(long)Step);

    public IEnumerable<int> Indices()
    {
        for (var i = 0; i < Count; i++)
            yield return Begin + (i * Step);
    }

    /// <summary>The slices along axes of those lengths.</summary>
    public static ImmutableArray<StridedSlice> Read(TfLiteImportContext context, TfLiteOperation op, ReadOnlySpan<int> lengths)
    {
        var options = op.Options(TfLiteOptions.StridedSlice);
        var (begin, end, steps) = (context.Constant(op, 1).Integers(), context.Constant(op, 2).Integers(), context.Constant(op, 3).Integers());
        if (options.Scalar<int>(Schema.EllipsisMask) != 0 || options.Scalar<int>(Schema.NewAxisMask) != 0)
            throw op.Fault("an ellipsis or a new axis in it cannot be read");
        if (begin.Length != lengths.Length || end.Length != begin.Length || steps.Length != begin.Length)
            throw op.Fault($"it slices {begin.Length} of {lengths.Length} axes");
        var slices = ImmutableArray.CreateBuilder<StridedSlice>(lengths.Length);
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            if (steps[axis] is 0 or < -int.MaxValue or > int.MaxValue)
                throw op.Fault($"it has the step {steps[axis]}");
            slices.Add(Read(
                op, lengths[axis], begin[axis], end[axis], (int)steps[axis], Has(options, Schema.BeginMask, axis), Has(options, Schema.EndMask, axis),
                Has(options, Schema.ShrinkAxisMask, axis)));
        }

        return slices.MoveToImmutable();
    }

    static bool Has(FlatTable options, int mask, int axis) => (options.Scalar<int>(mask) >> axis & 1) != 0;

    static StridedSlice Read(TfLiteOperation op, int length, long begin, long end, int step, bool isOpenBefore, bool isOpenAfter, bool isDropped)
    {
        var first = isOpenBefore && !isDropped ? (step > 0 ? 0 : length - 1) : Clamped(begin, length, step);
        var last = isOpenAfter ? (step > 0 ? length : -1) : Clamped(end, length, step);
        if (!isDropped)
            return new(first, last, step, false);
        return first >= 0 && first < length ? new(first, first + 1, 1, true) : throw op.Fault($"the index {begin} is not one of {length}");
    }

    /// <summary>As Python has it: counted from the end where negative, and cut off at both ends.</summary>
    static int Clamped(long index, int length, int step)
    {
        var fromFirst = index < 0 ? index + length : index;
        return (int)(step > 0 ? Math.Clamp(fromFirst, 0, length) : Math.Clamp(fromFirst, -1, length - 1));
    }
}
