using System.CommandLine;
using System.Text.Json;
using MobileNetSharp.Benchmarks.Torch;

namespace MobileNetSharp.Benchmarks;

/// <summary><c>compare MODEL [--threads 1] [--batch 1] [--vs onnxruntime] [--train] [--lanes 256] [--json]</c>.</summary>
static class CompareCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A model file, or a network of the paper, such as mobilenet_v2_1.0_224, with random weights." };
        var threads = BenchmarkOptions.Number("--threads", 1, "Threads of every rival.");
        var batch = BenchmarkOptions.Number("--batch", 1, "Images in one inference.");
        var rivals = new Option<string[]>("--vs")
        {
            Description = "Whom to compare with.",
            HelpName = $"{OnnxRuntimeRunner.RivalName}|{TorchRunner.RivalName}",
            DefaultValueFactory = _ => [OnnxRuntimeRunner.RivalName],
        };
        rivals.AcceptOnlyFromAmong(OnnxRuntimeRunner.RivalName, TorchRunner.RivalName);
        var lanes = new Option<int>("--lanes") { Description = "Bits of our vectors at most, 512, 256 or 128; rivals use what they like.", HelpName = "N", DefaultValueFactory = _ => 512 };
        lanes.AcceptOnlyFromAmong("512", "256", "128");
        var train = new Option<bool>("--train") { Description = "Compare training steps, with those of plain TorchSharp modules." };
        var rounds = BenchmarkOptions.Rounds();
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of a table." };
        var command = new Command("compare", "Compare the engine with others on one model.") { model, threads, batch, rivals, train, lanes, rounds, json };
        command.SetAction(parsed =>
        {
            var isTraining = parsed.GetValue(train);
            using var shared = new BenchmarkModel(parsed.GetValue(model)!, isTraining);
            var (names, ours) = isTraining ? ([TrainingRunner.PlainName], TrainingRunner.OurName) : (parsed.GetValue(rivals)!, OurRunner.RivalName);
            using var match = new Match(shared, parsed.GetValue(threads), parsed.GetValue(batch), parsed.GetValue(lanes), names, ours);
            var comparison = match.Play(parsed.GetValue(rounds));
            Console.Out.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(comparison, BenchmarkJson.Readable.Comparison)
                : CompareText.Of(comparison));
        });
        return command;
    }
}
