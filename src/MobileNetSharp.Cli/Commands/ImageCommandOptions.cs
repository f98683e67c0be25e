using System.CommandLine;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What verbs that run a model on images have in common: <c>IMAGE…</c>, and how model and engine are taken.</summary>
sealed class ImageCommandOptions
{
    readonly Argument<string[]> images = new("IMAGE")
    {
        Description = "Image files, folders, patterns such as \"photos/*.jpg\", or - for stdin (JPEG, PNG, WebP, BMP, GIF, TIFF).",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string?> model;
    readonly Option<string?> labels = CommonOptions.Labels();
    readonly Option<Cards.Preprocessing?> preprocess = CommonOptions.Preprocess();
    readonly Option<Graphs.Size?> inputSize = CommonOptions.InputSize();
    readonly Option<int> threads = CommonOptions.Threads();
    readonly Option<EngineKind> engine = CommonOptions.Engine();
    readonly Option<MemoryMode> memory = CommonOptions.Memory();
    readonly Option<bool> allowNonFinite = CommonOptions.AllowNonFiniteWeights();
    readonly Option<bool> json = CommonOptions.Json();
    readonly Option<bool> quiet = CommonOptions.Quiet();

    public ImageCommandOptions(Option<string?> model) => this.model = model;

    /// <summary>Adds them to a command, with its own options after the model.</summary>
    public void AddTo(Command command, params ReadOnlySpan<Option> own)
    {
        command.Add(images);
        command.Add(model);
        foreach (var option in own)
            command.Add(option);
        foreach (var option in (Option[])[labels, preprocess, inputSize, threads, engine, memory, allowNonFinite, json, quiet])
            command.Add(option);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>The images, and what is skipped of the folders, which is noted.</summary>
    public (List<ImageInput> Images, SkippedFiles Skipped) Images(ParseResult parsed)
    {
        var (inputs, skipped) = ImageInputs.Expand(parsed.GetValue(images)!);
        ImageInputs.NoteSkipped(skipped, parsed.GetValue(quiet));
        return (inputs, skipped);
    }

    /// <summary>What a task makes of the model.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="read">Changes what is known of the file.</param>
    /// <param name="create">Makes it.</param>
    /// <param name="namesClasses">Whether the model names its classes; a note says so where it does not.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    public async Task<T> LoadAsync<T>(
        ParseResult parsed, Func<ReadOptions, ReadOptions> read, Func<Model, EngineOptions, T> create, Func<T, bool> namesClasses, CancellationToken cancellationToken)
    {
        var name = parsed.GetValue(model);
        var options = read(ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess), parsed.GetValue(inputSize)));
        using var loaded = await ModelSource.LoadAsync(name, options, parsed.GetValue(quiet), cancellationToken).ConfigureAwait(false);
        try
        {
            var task = await Task.Run(() => create(loaded, EngineOptions(parsed)), cancellationToken).ConfigureAwait(false);
            ModelSource.NoteNumberedClasses(namesClasses(task), parsed.GetValue(quiet));
            return task;
        }
        catch (ModelFormatException e) when (name is not null)
        {
            throw e.In(name);
        }
    }

    EngineOptions EngineOptions(ParseResult parsed) => new()
    {
        Kind = parsed.GetValue(engine),
        Threads = parsed.GetValue(threads),
        Memory = parsed.GetValue(memory),
        AllowsNonFiniteWeights = parsed.GetValue(allowNonFinite),
    };
}
