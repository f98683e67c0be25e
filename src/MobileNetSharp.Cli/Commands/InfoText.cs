using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The output of <c>info</c> as text.</summary>
static class InfoText
{
    public static void Print(InfoDocument info, bool layers, Plan? plan)
    {
        var output = Console.Out;
        output.WriteLine(info.Name);
        var facts = TextTable.OfFacts();
        if (info.File is { } file)
            InfoFileText.AddFormat(facts, file);
        facts.Add("input", $"{string.Join('x', info.Input)}{(info.IsInputSizeFree ? " (the file takes any height and width; costs are for this one)" : "")}");
        foreach (var named in info.Outputs)
            facts.Add($"output {named.Name}", $"{string.Join('x', named.Shape)}{(named.Kind is null ? "" : $", {named.Kind}")}");
        if (info.File is not null)
            InfoFileText.AddCard(facts, info.File, info.Input);
        facts.Add("parameters", $"{Figures.Count(info.Parameters)} ({Figures.Count(info.ParametersWithoutBatchNorm)} without batch normalization)");
        facts.Add("multiply-adds", $"{Figures.Count(info.Madds)} per image");
        facts.Add("activation memory", $"{Figures.Megabytes(info.FusedActivationBytes)} on one thread, {Figures.Megabytes(info.PeakActivationBytes)} op by op (fp32)");
        facts.Print();
        if (layers)
        {
            output.WriteLine();
            Layers(info.Layers);
        }

        if (plan is not null)
        {
            output.WriteLine();
            output.Write(plan.ToString());
        }
    }

    static void Layers(List<InfoLayer> layers)
    {
        var table = new TextTable(
            new("LAYER"), new("OP", IsOptional: true), new("OUTPUT"), new("PARAMETERS", IsNumber: true), new("MULTIPLY-ADDS", IsNumber: true, IsOptional: true), new("SEES", IsNumber: true, IsOptional: true))
        { Indent = "" };
        foreach (var layer in layers)
            table.Add(layer.Name, layer.Op, string.Join('x', layer.Shape), Figures.Count(layer.Parameters), Figures.Count(layer.Madds), layer.ReceptiveField.ToString(CultureInfo.InvariantCulture));
        table.Print();
    }
}
