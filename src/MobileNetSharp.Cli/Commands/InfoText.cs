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
        Row("input", $"{string.Join('x', info.Input)}{(info.IsInputSizeFree ? " (the file takes any height and width)" : "")}");
        foreach (var named in info.Outputs)
            Row($"output {named.Name}", string.Join('x', named.Shape));
        Row("parameters", $"{Figures.Count(info.Parameters)} ({Figures.Count(info.ParametersWithoutBatchNorm)} without batch normalization)");
        Row("multiply-adds", $"{Figures.Count(info.Madds)} per image");
        Row("activation memory", $"{Figures.Megabytes(info.FusedActivationBytes)} on one thread, {Figures.Megabytes(info.PeakActivationBytes)} op by op (fp32)");
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
        var (name, op) = (layers.Max(layer => layer.Name.Length), layers.Max(layer => layer.Op.Length));
        Console.Out.WriteLine($"{"LAYER".PadRight(name)}  {"OP".PadRight(op)}  {"OUTPUT",-16}  {"PARAMETERS",10}  {"MULTIPLY-ADDS",13}  {"SEES",5}");
        foreach (var layer in layers)
        {
            Console.Out.WriteLine(
                $"{layer.Name.PadRight(name)}  {layer.Op.PadRight(op)}  {string.Join('x', layer.Shape),-16}  "
                + $"{Figures.Count(layer.Parameters),10}  {Figures.Count(layer.Madds),13}  {layer.ReceptiveField,5}");
        }
    }

    static void Row(string what, string value) => Console.Out.WriteLine($"  {what,-18} {value}");
}
