using MobileNetSharp.Formats;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The settings of every evaluation.</summary>
sealed record EvalSettings
{
    public required string Data { get; init; }

    public required string? ModelName { get; init; }

    public required ReadOptions Read { get; init; }

    public SplitChoice? Split { get; init; }

    public required EvalEngine Engine { get; init; }

    public string? LabelMapPath { get; init; }

    public string? ReportPath { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }

    /// <summary>What a task needs from the model; if something is missing, the error has the name that the user gave.</summary>
    public T Named<T>(Func<T> head)
    {
        try
        {
            return head();
        }
        catch (ModelFormatException e) when (ModelName is not null)
        {
            throw e.In(ModelName);
        }
    }

    /// <summary>The title of the report on a model, or on a file of results.</summary>
    public string Title(string name) => $"{Path.GetFileName(name)} on {Path.GetFileName(Path.TrimEndingDirectorySeparator(Data))}";
}
