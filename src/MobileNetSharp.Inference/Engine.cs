using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Execution;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Inference;

/// <summary>
/// A model made ready to run on the CPU. It keeps its own copy of the weights, so the model may be disposed. Thread-safe:
/// its sessions share the weights, and each of them serves one run at a time. Sessions outlive a disposed engine.
/// </summary>
public sealed class Engine : IDisposable
{
    readonly Graph floats;
    Func<Graph, Executor>? createExecutor;

    /// <summary>
    /// Prepares a model; a quantized one as the float model that it approximates. A <see cref="NonFiniteWeightException"/> where a weight is
    /// NaN or infinite, unless <see cref="EngineOptions.AllowsNonFiniteWeights"/>.
    /// </summary>
    public Engine(Model model, EngineOptions? options = null)
        : this(model, options, VectorWidths.Choose(), WorkerTeam.Shared)
    {
    }

    /// <summary>The same with vectors of a width that the processor must accelerate, and with its own team.</summary>
    internal Engine(Model model, EngineOptions? options, VectorWidth width, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new EngineOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        if (!options.AllowsNonFiniteWeights)
            FiniteWeights.Check(model);
        Graph = model.Graph;
        var floats = Dequantize.IsQuantized(model) ? Dequantize.ToFloat(model) : model;
        this.floats = floats.Graph;
        createExecutor = options.Kind == EngineKind.Reference ? Reference(floats, options) : Fast(floats, options, width, team);
    }

    /// <summary>The model's network, with the input shapes that it was declared for.</summary>
    public Graph Graph { get; }

    /// <summary>
    /// The plan of a session of the fast engine: what runs as one, in which order, and in how many bytes. It needs no weights and
    /// allocates no arena. It depends on the number of threads, the memory mode and the vectors of this processor.
    /// </summary>
    public static Plan CreatePlan(Graph graph, int threads = 1, MemoryMode memory = MemoryMode.Normal) =>
        CreatePlan(graph, threads, memory, VectorWidths.Choose());

    /// <summary>The same for vectors of 512, 256 or 128 bits, which need not be this processor's: the plan of another machine.</summary>
    public static Plan CreatePlan(Graph graph, int threads, MemoryMode memory, int vectorBits)
    {
        if (vectorBits is not (512 or 256 or 128))
            throw new ArgumentOutOfRangeException(nameof(vectorBits), vectorBits, "Vectors have 512, 256 or 128 bits.");
        return CreatePlan(graph, threads, memory, (VectorWidth)(vectorBits / (8 * sizeof(float))));
    }

    /// <summary>A session for the input shapes of <see cref="Graph"/>; a <see cref="GraphException"/> where it would exceed a limit of the <see cref="EngineOptions"/>.</summary>
    public Session CreateSession() => CreateSession(Graph);

    /// <summary>A session for another batch or input size, for a network with one input; a <see cref="GraphException"/> where the network cannot have it, or it would exceed a limit.</summary>
    public Session CreateSession(int batch, int height, int width) => CreateSession(Graph.WithInput(batch, height, width));

    /// <summary>Releases the weights, which the sessions still in use keep.</summary>
    public void Dispose() => createExecutor = null;

    static Plan CreatePlan(Graph graph, int threads, MemoryMode memory, VectorWidth width)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var prepared = FoldBatchNorm.Apply(Dequantize.ToFloat(graph));
        var sizes = PackedWeights.Sizes(prepared, width);
        return FastExecutor.Prepare(Plan.Create(prepared, threads, memory), step => KernelFactory.Create(step, sizes, threads), threads).Plan;
    }

    Session CreateSession(Graph graph)
    {
        var create = createExecutor;
        ObjectDisposedException.ThrowIf(create is null, this);
        // A quantized model runs as the float model that it approximates, so its sessions take and give floats.
        return new Session(floats == Graph ? graph : WithShapesOf(floats, graph), create(graph));
    }

    static Func<Graph, Executor> Reference(Model model, EngineOptions options)
    {
        var prepared = model.Graph;
        var weights = prepared.WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter)
            .ToDictionary(spec => spec.Name, spec => model.Weights[spec.Name].ToFloats(), StringComparer.Ordinal);
        return graph =>
        {
            var shaped = WithShapesOf(prepared, graph);
            SessionLimits.Check(shaped, shaped.PeakActivationBytes(), options);
            return new ReferenceExecutor(shaped, weights);
        };
    }

    static Func<Graph, Executor> Fast(Model model, EngineOptions options, VectorWidth width, WorkerTeam team)
    {
        var folded = FoldBatchNorm.Apply(model);
        var (prepared, weights) = (folded.Graph, new PackedWeights(folded, width));
        return graph => new FastExecutor(
            Plan.Create(WithShapesOf(prepared, graph), options.Threads, options.Memory),
            step => KernelFactory.Create(step, weights, options.Threads),
            options,
            team);
    }

    static Graph WithShapesOf(Graph prepared, Graph graph) => prepared.WithInputs(
        graph.Inputs.ToDictionary(input => input.Name, input => input.Shape, StringComparer.Ordinal));
}
