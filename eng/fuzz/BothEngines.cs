using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>Runs a model once with each engine. What differs, or is written where it should not be, is an <see cref="EngineFault"/>.</summary>
static class BothEngines
{
    /// <summary>Floats on each side of an output that must stay as they are.</summary>
    const int Margin = 64;

    const float Untouched = -12345.678f;

    /// <summary>How far sums of floats may be from those of doubles: as a share of the largest value, and where all of them are what is left of larger ones.</summary>
    const double Tolerance = 1e-3, LeastTolerance = 1e-5;

    /// <summary>Beyond these, floats overflow in one order of a sum and not in another.</summary>
    const float LargestComparable = 1e6f;

    static readonly EngineOptions Limits = new()
    {
        Threads = 1,
        MemoryLimitBytes = 1 << 24,
        OperationLimit = 1 << 23,
        AllowsNonFiniteWeights = true,
    };

    /// <summary>The outputs of the reference.</summary>
    public static float[][] Reference(Model model, float[][] inputs) => Run(new Engine(model, Limits with { Kind = EngineKind.Reference }), inputs);

    /// <summary>The outputs of the fast engine with vectors of a width.</summary>
    public static float[][] Fast(Model model, float[][] inputs, VectorWidth width, int threads = 1) =>
        Run(new Engine(model, Limits with { Threads = threads }, width, WorkerTeam.Shared), inputs);

    /// <summary>Runs a model out of a file, whatever its weights are; the engines are compared where nothing on the way is so large that the order of a sum decides.</summary>
    public static void Check(Model model)
    {
        if (model.Graph.Inputs.Concat(model.Graph.Outputs.Select(output => output.Node)).Any(node => node.ElementType != ElementType.Float32))
            return;
        var inputs = Inputs(model.Graph);
        var fast = Fast(model, inputs, VectorWidths.Choose());
        var whole = model.Graph.WithOutputs([.. model.Graph.Nodes.Where(node => node.Op is not Input).Select(node => (node.Name, node.Name))]);
        if (IsComparable(model) && Reference(new(whole, model.Weights, ModelCard.Empty), inputs).All(AreComparable))
            Compare(model.Graph, Reference(model, inputs), fast, isKindOnly: true);
    }

    static bool IsComparable(Model model) => model.Graph.WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter)
        .All(spec => AreComparable(model.Weights[spec.Name].ToFloats()));

    static bool AreComparable(float[] values) => values.All(value => Math.Abs(value) < LargestComparable);

    public static float[][] Inputs(Graph graph)
    {
        if (graph.Inputs.Sum(input => input.Shape.Count * sizeof(float)) > Limits.MemoryLimitBytes)
            throw new GraphException(graph.Name, "the inputs are large");
        return [.. graph.Inputs.Select((input, i) => SpreadWeights.Input(input.Shape, (ulong)i))];
    }

    /// <summary>NaN, infinities and numbers must be where the reference has them; numbers must be near, but where they hang on equal ones (an index of the largest).</summary>
    public static void Compare(Graph graph, float[][] expected, float[][] actual, bool isKindOnly)
    {
        isKindOnly |= graph.Nodes.Any(node => node.Op is ArgMax);
        for (var output = 0; output < expected.Length; output++)
        {
            var (e, a) = (expected[output], actual[output]);
            var largest = e.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
            for (var i = 0; i < e.Length; i++)
            {
                var isSame = float.IsFinite(e[i]) && float.IsFinite(a[i]) ? isKindOnly || Math.Abs(e[i] - a[i]) <= (Tolerance * largest) + LeastTolerance : e[i].Equals(a[i]);
                if (!isSame)
                    throw new EngineFault(FormattableString.Invariant($"Output {output}[{i}] is {a[i]}, the reference has {e[i]}\n{graph}"));
            }
        }
    }

    static float[][] Run(Engine engine, float[][] inputs)
    {
        using (engine)
        {
            using var session = engine.CreateSession();
            float[][] outputs = [.. session.Outputs.Select(output => Enumerable.Repeat(Untouched, (int)output.Node.Shape.Count + (2 * Margin)).ToArray())];
            session.Run(
                [.. inputs.Select(input => (ReadOnlyMemory<float>)input)],
                [.. outputs.Select(output => output.AsMemory(Margin, output.Length - (2 * Margin)))]);
            if (outputs.Any(output => output.AsSpan(..Margin).ContainsAnyExcept(Untouched) || output.AsSpan(^Margin..).ContainsAnyExcept(Untouched)))
                throw new EngineFault($"Memory beside an output was written\n{engine.Graph}");
            return [.. outputs.Select(output => output[Margin..^Margin])];
        }
    }
}

/// <summary>An engine did not give what the reference gives.</summary>
sealed class EngineFault(string message) : Exception(message);
