using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>The pixels of a window that lie inside the input, and the pixel that they become.</summary>
unsafe struct WindowArea
{
    public float* Input, Output;
    public nuint Rows, Columns, InputRow, InputColumn;
}

/// <summary>The sum over a window times a factor.</summary>
unsafe struct Mean : IChannelLoop
{
    public WindowArea Area;
    public float Factor;

    public readonly void Do<TLanes, TVector>(nuint first)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var (sum, zero) = (TLanes.Broadcast(0), TLanes.Broadcast(0));
        var row = Area.Input + first;
        for (nuint y = 0; y < Area.Rows; y++, row += Area.InputRow)
        {
            for (nuint x = 0; x < Area.Columns; x++)
                sum = TLanes.Add(sum, TLanes.Load(row + (x * Area.InputColumn)));
        }

        TLanes.Store(TLanes.MultiplyAdd(sum, TLanes.Broadcast(Factor), zero), Area.Output + first);
    }
}
