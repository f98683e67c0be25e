using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>
/// Brings a node's elements into the order of a tensor's axes. Two runs of axes that change places are a channel shuffle of
/// all of an image's numbers, which our graphs have; every order of three axes takes at most two.
/// </summary>
static class Transposition
{
    public static Node Apply(TfLiteImportContext context, TfLiteValue value, string name)
    {
        if (TfLiteShapes.ToShape(value.Shape) is not { } target || target.Batch != value.Node.Shape.Batch)
            throw new ModelFormatException($"The batch is not the first axis of '{name}' [{string.Join(", ", value.Shape)}]");
        var node = value.Node;
        if (!value.IsInOrder)
            node = Reordered(context, value, name);
        return node.Shape == target ? node : context.Helper(name, "form", new Reshape(target.Height, target.Width, target.Channels), node);
    }

    static Node Reordered(TfLiteImportContext context, TfLiteValue value, string name)
    {
        var wanted = value.Order;
        Axis[] order = [.. wanted.Order()];
        var node = value.Node;
        if (!IsRotation(order, wanted.AsSpan()))
        {
            // Of three axes only: the last two change places, then the order is a rotation of the one that is wanted.
            var (rows, groups) = (value.Length(order[0]), value.Length(order[1]));
            node = context.Helper(name, "rows", new Reshape(rows, 1, -1), node);
            node = context.Helper(name, "exchange", new ChannelShuffle(groups), node);
            order = [order[0], order[2], order[1]];
        }

        var first = Array.IndexOf(order, wanted[0]);
        if (first == 0)
            return node;
        node = context.Helper(name, "flat", new Reshape(1, 1, -1), node);
        return context.Helper(name, "order", new ChannelShuffle(order[..first].Aggregate(1, (product, axis) => product * value.Length(axis))), node);
    }

    static bool IsRotation(Axis[] order, ReadOnlySpan<Axis> wanted)
    {
        var first = Array.IndexOf(order, wanted[0]);
        return wanted.SequenceEqual([.. order[first..], .. order[..first]]);
    }
}
