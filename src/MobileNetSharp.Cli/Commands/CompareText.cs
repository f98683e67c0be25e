using System.Globalization;
using MobileNetSharp.Analysis;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Two networks side by side, as text.</summary>
static class CompareText
{
    /// <summary>More differences are counted and not listed.</summary>
    const int Most = 60;

    public static void Print(GraphComparison comparison)
    {
        var (first, second) = (comparison.First, comparison.Second);
        var costs = new TextTable(new(""), new(first.Graph.Name, IsNumber: true), new(second.Graph.Name, IsNumber: true), new("second / first", IsNumber: true, IsOptional: true));
        Row("input", side => side.Graph.Inputs[0].Shape.ToString());
        Number("parameters", side => side.Costs.Parameters, Figures.Count);
        Number("without batch normalization", side => side.Costs.ParametersWithoutBatchNorm, Figures.Count);
        Number("multiply-adds", side => side.Costs.Madds, Figures.Count);
        Number("activation memory, one thread", side => Engine.CreatePlan(side.Graph).Memory.SizeBytes, Figures.Megabytes);
        Number("activation memory, op by op", side => side.Graph.PeakActivationBytes(), Figures.Megabytes);
        Number("convolutions and linear layers", side => side.Layers.Length, Figures.Count);
        costs.Print();

        Console.Out.WriteLine();
        TextTable.PrintParagraph($"{comparison.SameLayers} convolutions and linear layers are equal, {comparison.Differences.Length} differ{(comparison.Differences.Length > Most ? $"; the first {Most}" : "")}");
        if (comparison.Differences.Length > 0)
            Differences(comparison);

        void Row(string name, Func<GraphSummary, string> value) => costs.Add(name, value(first), value(second), "");

        void Number(string name, Func<GraphSummary, long> value, Func<long, string> words) => costs.Add(
            name, words(value(first)), words(value(second)), value(first) == 0 ? "" : ((double)value(second) / value(first)).ToString("0.00", CultureInfo.InvariantCulture));
    }

    static void Differences(GraphComparison comparison)
    {
        var table = new TextTable(new(""), new(comparison.First.Graph.Name), new(comparison.Second.Graph.Name));
        foreach (var pair in comparison.Differences.Take(Most))
            table.Add(pair.Name, Words(pair.First), Words(pair.Second));
        table.Print();
    }

    static string Words(NodeCost? cost) => cost is null ? "-" : $"{cost.Node.Op} -> {cost.Node.Shape}";
}
