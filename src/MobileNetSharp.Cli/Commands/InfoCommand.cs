using System.CommandLine;
using System.Text;
using MobileNetSharp.Analysis;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Files;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Plotting.Drawings;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet info MODEL [--layers] [--plan [--threads N] [--memory low]] [--svg FILE] [--compare OTHER]</c>.</summary>
static class InfoCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "A model file, a name from 'mobilenet models', or a network name such as mobilenet_v2_1.0_224 or mobilenet_v1_0.5_160.",
            HelpName = "MODEL",
        };
        model.CompletionSources.Add(ModelSource.Names);
        var layers = new Option<bool>("--layers") { Description = "Print a row per layer." };
        var plan = new Option<bool>("--plan") { Description = "Print how the engine runs the network: fused steps, tiles and memory layout." };
        var svg = new Option<string?>("--svg") { Description = "Draw the network as SVG; repeated blocks are drawn once.", HelpName = "FILE" };
        var compare = new Option<string?>("--compare") { Description = "Compare with a second network: costs, and the layers that differ.", HelpName = "MODEL" };
        compare.CompletionSources.Add(ModelSource.Names);
        var inputSize = CommonOptions.InputSize();
        var threads = CommonOptions.Number("--threads", 1, 1024, 1, "Number of threads to plan for.");
        var memory = CommonOptions.Memory();
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("info", "Show parameters, multiply-adds and activation memory of a network.") { model, inputSize, layers, plan, threads, memory, svg, compare, json, quiet };
        Examples.Attach(
            command,
            ("mobilenet info mobilenet_v2_0.35_96", "inspect a network by name"),
            ("mobilenet info my.onnx --layers", "inspect a file, layer by layer"),
            ("mobilenet info my.onnx --input-size 320", "inspect it for larger images"),
            ("mobilenet info mobilenet_v2_1.0_224 --plan", "show the engine's plan: fused blocks and their memory"),
            ("mobilenet info mobilenet_v2_1.0_224 --plan --memory low", "show the plan of the low-memory mode"),
            ("mobilenet info mobilenet_v2_1.0_224 --svg network.svg", "draw the network"),
            ("mobilenet info mobilenet_v2_1.0_224 --compare mobilenet_v2_1.4_224", "compare two networks"),
            ("mobilenet info mobilenet_v2_1.0_224 --json", "print JSON"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Task<Graph> LoadAsync(string name) => ModelSource.GraphAsync(name, new ReadOptions { InputSize = parsed.GetValue(inputSize) }, parsed.GetValue(quiet), cancellationToken);
            var graph = await LoadAsync(parsed.GetValue(model)!).ConfigureAwait(false);
            var other = parsed.GetValue(compare) is { } second ? await LoadAsync(second).ConfigureAwait(false) : null;
            if (parsed.GetValue(svg) is { } path)
            {
                var drawing = new GraphDrawing(graph.Name, graph).ToSvg();
                AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(drawing)));
                Terminal.Wrote(path, parsed.GetValue(quiet));
            }

            if (other is not null)
            {
                Comparison(new GraphComparison(graph, other), parsed.GetValue(json));
                return ExitCode.Done;
            }

            var enginePlan = Engine.CreatePlan(graph, parsed.GetValue(threads), parsed.GetValue(memory));
            var document = Describe(graph, enginePlan);
            if (parsed.GetValue(json))
                CliJson.Print(document);
            else
                InfoText.Print(document, parsed.GetValue(layers), parsed.GetValue(plan) ? enginePlan : null);
            return ExitCode.Done;
        });
        return command;
    }

    static void Comparison(GraphComparison comparison, bool json)
    {
        if (json)
            CliJson.Print(Document(comparison));
        else
            CompareText.Print(comparison);
    }

    static InfoComparisonDocument Document(GraphComparison comparison)
    {
        return new InfoComparisonDocument(
            Side(comparison.First), Side(comparison.Second), comparison.SameLayers,
            [.. comparison.Differences.Select(pair => new InfoLayerPair(pair.First is { } a ? Layer(a) : null, pair.Second is { } b ? Layer(b) : null))]);

        static InfoSide Side(GraphSummary side) => new(
            side.Graph.Name, side.Costs.Parameters, side.Costs.ParametersWithoutBatchNorm, side.Costs.Madds, side.Graph.PeakActivationBytes(),
            Engine.CreatePlan(side.Graph).Memory.SizeBytes);
    }

    static InfoDocument Describe(Graph graph, Plan plan)
    {
        var costs = graph.Analyze();
        return new InfoDocument(
            graph.Name,
            Axes(graph.Inputs[0].Shape),
            graph.Inputs[0].Op is Input { IsSizeFree: true },
            [.. graph.Outputs.Select(output => new InfoOutput(output.Name, Axes(output.Node.Shape)))],
            costs.Parameters,
            costs.ParametersWithoutBatchNorm,
            costs.Madds,
            graph.PeakActivationBytes(),
            Engine.CreatePlan(graph).Memory.SizeBytes,
            graph.BlockwiseActivationBytes(),
            [.. costs.Nodes.Select(Layer)],
            [.. plan.Steps.Select((step, i) => Step(plan.Memory, step, i))]);
    }

    static InfoStep Step(MemoryPlan memory, Step step, int index)
    {
        var buffer = memory[step.Output];
        return new InfoStep(
            step.ToString(), Axes(step.Output.Shape), buffer.OffsetBytes, buffer.SizeBytes, memory.Scratch(index)?.SizeBytes ?? 0);
    }

    static InfoLayer Layer(NodeCost cost) => new(
        cost.Node.Name, cost.Node.Op.ToString(), Axes(cost.Node.Shape), cost.Parameters, cost.Madds,
        cost.Node.Shape.Count * sizeof(float), cost.ReceptiveField.Height);

    static List<int> Axes(Shape shape) => [shape.Batch, shape.Height, shape.Width, shape.Channels];
}
