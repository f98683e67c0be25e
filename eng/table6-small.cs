// Trains the detectors of the paper's Table 6, small and from random weights, on generated scenes, and prints them beside the paper's figures:
//   dotnet run -c Release eng/table6-small.cs -- RESULTS.json
// What is done is kept in the file; run it again to continue.
#:project ../src/MobileNetSharp.Paper.Experiments/MobileNetSharp.Paper.Experiments.csproj
#:property RestorePackagesWithLockFile=false

using System.Globalization;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Paper.Experiments;
using MobileNetSharp.Training;

const int Train = 12_800, Validation = 500;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
TorchRuntime.Configure();
var scenes = DrawnScenes.Splits(Train, Validation);
var experiment = new Table6Experiment(scenes, $"{Train} generated scenes of {((DetectionDataset)scenes.Train).ClassNames.Count} classes, each seen once; {Validation} others to validate with");
var results = experiment.Run(args[0], new Lines());
Console.WriteLine($"{results.Dataset}; {results.Resolution} pixels; {results.Processor}");
Console.WriteLine();
Console.WriteLine("| network | the paper, mAP on COCO | AP | AP50 | parameters | multiply-adds | minutes | of the processor | ms |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
foreach (var row in results.Networks)
    Console.WriteLine($"| {row.Name}, {row.Network} | {row.Printed ?? "–"} | {100 * row.AP:0.0} % | {100 * row.AP50:0.0} % | {row.Parameters / 1e6:0.00}M | {row.Madds / 1e6:0}M | {row.Minutes:0.0} | {row.CpuMinutes:0.0} | {row.MillisecondsPerImage:0.0} |");

/// <summary>A line for each epoch.</summary>
sealed class Lines : IProgress<(string Network, EpochResult Epoch)>
{
    public void Report((string Network, EpochResult Epoch) value) =>
        Console.Error.WriteLine($"{value.Network}, epoch {value.Epoch.Epoch}: loss {value.Epoch.TrainingLoss:0.000}, AP {100 * value.Epoch.Metrics["ap"]:0.0} %, {value.Epoch.ImagesPerSecond:0} images/s");
}
