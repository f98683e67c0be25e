using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>How far each node sees: a window of k outputs sees field + (k − 1)·step pixels of the input.</summary>
static class ReceptiveFields
{
    /// <summary>Pixels seen by one output, and input pixels between two outputs, along each axis.</summary>
    readonly record struct Reach(double Height, double Width, double StepY, double StepX)
    {
        public Reach Window(Size kernel, Size dilation) => this with
        {
            Height = Height + ((kernel.Height - 1.0) * dilation.Height * StepY),
            Width = Width + ((kernel.Width - 1.0) * dilation.Width * StepX),
        };

        public Reach Step(double y, double x) => this with { StepY = StepY * y, StepX = StepX * x };
    }

    public static Dictionary<Node, Size> Compute(Graph graph)
    {
        var reaches = new Dictionary<Node, Reach>();
        foreach (var node in graph.Nodes)
            reaches.Add(node, Compute(node, reaches));
        return reaches.ToDictionary(
            pair => pair.Key, pair => new Size((int)Math.Ceiling(pair.Value.Height), (int)Math.Ceiling(pair.Value.Width)));
    }

    static Reach Compute(Node node, Dictionary<Node, Reach> reaches)
    {
        if (node.Op is Input)
            return new Reach(1, 1, 1, 1);
        var (x, size) = (reaches[node.Inputs[0]], node.Inputs[0].Shape.Size);
        return node.Op switch
        {
            Conv2d conv => x.Window(conv.Kernel, conv.Dilation).Step(conv.Stride.Height, conv.Stride.Width),
            Pool pool => x.Window(pool.Kernel, 1).Step(pool.Stride.Height, pool.Stride.Width),
            SpaceToDepth block => x.Window(block.BlockSize, 1).Step(block.BlockSize, block.BlockSize),
            GlobalAveragePool or Reshape => x.Window(size, 1).Step(size.Height, size.Width),
            Resize resize => x.Window(resize.Mode == ResizeMode.Bilinear ? 2 : 1, 1)
                .Step((double)size.Height / node.Shape.Height, (double)size.Width / node.Shape.Width),
            Add or Concat => Widest(node.Inputs.Select(input => reaches[input])),
            _ => x,
        };
    }

    /// <summary>Where branches meet, the widest view counts.</summary>
    static Reach Widest(IEnumerable<Reach> branches) => branches.Aggregate((a, b) => new Reach(
        Math.Max(a.Height, b.Height), Math.Max(a.Width, b.Width), Math.Max(a.StepY, b.StepY), Math.Max(a.StepX, b.StepX)));
}
