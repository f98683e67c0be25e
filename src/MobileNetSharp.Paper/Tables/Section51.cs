using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>§5.1, memory-efficient inference: its formulas, which the paper gives without values, and the engine's arena.</summary>
static class Section51
{
    static readonly (string Name, string Network)[] Columns =
        [("V2 1.0 at 224", "mobilenet_v2_1.0_224"), ("V2 1.4 at 224", "mobilenet_v2_1.4_224"), ("V2 0.35 at 96", "mobilenet_v2_0.35_96"), ("V1 1.0 at 224", "mobilenet_v1_1.0_224")];

    public static PaperTable Build()
    {
        var graphs = Columns.Select(column => Networks.Build(column.Network)).ToArray();
        return new PaperTable(
            "section5.1", "§5.1: activation memory, MB", "how", [.. Columns.Select(column => column.Name)],
            [
                Row("op by op, fp16", graphs, graph => graph.PeakActivationBytes(2)),
                .. Enumerable.Range(1, 5).Select(t => Row($"blocks as one operator, split in {t}, fp16", graphs, graph => graph.BlockwiseActivationBytes(t, 2))),
                Row("blocks as one operator, channel by channel, fp16", graphs, graph => graph.BlockwiseActivationBytes(bytesPerElement: 2)),
                Row("op by op, fp32", graphs, graph => graph.PeakActivationBytes()),
                Row("blocks as one operator, channel by channel, fp32", graphs, graph => graph.BlockwiseActivationBytes()),
                Row("our engine's arena, fp32", graphs, graph => Arena(graph, MemoryMode.Normal)),
                Row("our engine's arena, fp32, low memory", graphs, graph => Arena(graph, MemoryMode.Low)),
            ])
        {
            Notes =
            [
                "The paper gives formulas without values. Op by op: the peak over time of an operation's inputs and outputs and of tensors that are read later (the first formula). Blocks as one operator: input, output and ⌈n/t⌉ of the inner channels (F(x) = Σ (A_i∘N∘B_i) x). An MB is 10⁶ bytes.",
                "The arena is all the memory of a run except weights and image, including scratch memory, as planned for one thread and 512-bit vectors. It is smaller than the formula's value because the first blocks are streamed into each other and blocks run in bands of rows.",
                "The text writes a block as F(x) = [A∘N∘B]x with A: s×s×k → s×s×n and B: s′×s′×n → s′×s′×k′. Read from right to left, as elsewhere in the paper, these sizes do not compose; B∘N∘A does.",
            ],
        };
    }

    static PaperRow Row(string name, Graph[] graphs, Func<Graph, long> bytes) => new(name, [.. graphs.Select(graph => Cell.Ours(bytes(graph) / 1e6, "0.00"))]);

    static long Arena(Graph graph, MemoryMode mode) => Engine.CreatePlan(graph, 1, mode, vectorBits: 512).Memory.SizeBytes;
}
