using System.CommandLine;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What evaluations have in common, as options.</summary>
/// <param name="data">What DATA may be.</param>
/// <param name="model">The option for the model.</param>
/// <param name="report">What the report contains.</param>
sealed class EvalOptions(string data, Option<string?> model, string report)
{
    readonly Argument<string> data = new("DATA") { Description = data };
    readonly Option<SplitChoice?> split = SplitChoice.Option();
    readonly Option<string?> map = CommonOptions.LabelMap();
    readonly Option<string?> report = CommonOptions.Report(report);
    readonly Option<string?> labels = CommonOptions.Labels();
    readonly Option<Cards.Preprocessing?> preprocess = CommonOptions.Preprocess();
    readonly Option<Graphs.Size?> inputSize = CommonOptions.InputSize();
    readonly Option<bool> json = CommonOptions.Json();
    readonly Option<bool> quiet = CommonOptions.Quiet();

    public EvalEngineOptions Engine { get; } = new();

    /// <summary>Those that only say something about a model that runs.</summary>
    public Option[] OfModel => [map, labels, preprocess, inputSize, .. Engine.OfModel];

    /// <summary>Adds them to a command, with its own options after the split.</summary>
    public void AddTo(Command command, params ReadOnlySpan<Option> own)
    {
        command.Add(data);
        command.Add(model);
        command.Add(split);
        foreach (var option in own)
            command.Add(option);
        foreach (var option in (Option[])[map, report, labels, preprocess, inputSize])
            command.Add(option);
        Engine.AddTo(command);
        command.Add(json);
        command.Add(quiet);
    }

    public EvalSettings Of(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(data)!,
        ModelName = parsed.GetValue(model),
        Read = ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess), parsed.GetValue(inputSize)),
        Split = parsed.GetValue(split),
        Engine = Engine.Of(parsed),
        LabelMapPath = parsed.GetValue(map),
        ReportPath = parsed.GetValue(report),
        Json = parsed.GetValue(json),
        Quiet = parsed.GetValue(quiet),
    };
}
