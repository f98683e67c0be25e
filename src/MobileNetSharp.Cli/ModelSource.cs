using System.Collections.Immutable;
using System.CommandLine.Completions;
using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Cli;

/// <summary>What MODEL may be: a file, a checkpoint of the catalog, a file added to it, or, without weights, a network name.</summary>
static class ModelSource
{
    const int UsualSize = 224;

    /// <summary>The names for shell completion: published checkpoints, added models, and networks without weights.</summary>
    public static IEnumerable<CompletionItem> Names(CompletionContext context) => Names(context, Networks.Names);

    /// <summary>The same without networks, for verbs that need trained weights.</summary>
    public static IEnumerable<CompletionItem> TrainedNames(CompletionContext context) => Names(context, []);

    static IEnumerable<CompletionItem> Names(CompletionContext context, IEnumerable<string> networks)
    {
        var catalog = new ModelCatalog();
        return catalog.Entries.Select(entry => entry.Name).Concat(catalog.LocalModels().Select(model => model.Name)).Concat(networks).Distinct()
            .Where(name => name.StartsWith(context.WordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionItem(PrintableText.Escape(name)));
    }

    /// <summary>The model with its weights; a checkpoint is downloaded if needed. Without a name: the catalog's default.</summary>
    public static async Task<Model> LoadAsync(string? name, ReadOptions options, bool quiet, CancellationToken cancellationToken)
    {
        if (name is not null && Path.Exists(name))
            return await Task.Run(() => ModelFile.Load(FileOf(name), options), cancellationToken).ConfigureAwait(false);
        var catalog = new ModelCatalog();
        if (name is not null && !IsKnown(catalog, name))
            throw Unknown(catalog, name);
        return await DownloadProgressBar.RunAsync(
            name ?? catalog.Default.Name, quiet, progress => catalog.LoadAsync(name, options, progress, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The graph alone: of a network name, or of a model as <see cref="LoadAsync"/> finds it.</summary>
    public static async Task<Graph> GraphAsync(string name, ReadOptions options, bool quiet, CancellationToken cancellationToken)
    {
        if (NetworkOf(name, options.InputSize) is { } graph)
            return graph;
        using var model = await LoadAsync(name, options, quiet, cancellationToken).ConfigureAwait(false);
        return model.Graph;
    }

    /// <summary>The graph as <see cref="GraphAsync"/> finds it, and what the file that it is from says besides; null for a network name.</summary>
    public static async Task<(Graph Graph, InfoFile? File)> DescribeAsync(string name, ReadOptions options, bool quiet, CancellationToken cancellationToken)
    {
        if (NetworkOf(name, options.InputSize) is { } graph)
            return (graph, null);
        using var model = await LoadAtAnySizeAsync(name, options, quiet, cancellationToken).ConfigureAwait(false);
        var path = Path.Exists(name) ? FileOf(name) : await new ModelCatalog().GetOrPullAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (model.Graph, InfoFile.Of(model, path));
    }

    /// <summary>A model that leaves its input's size free, and does not say which is usual, at the size of most.</summary>
    static async Task<Model> LoadAtAnySizeAsync(string name, ReadOptions options, bool quiet, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(name, options, quiet, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelCardException e) when (e.Part == ModelCardPart.InputSize && options.InputSize is null)
        {
            return await LoadAsync(name, options with { InputSize = UsualSize }, quiet, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The model as <see cref="LoadAsync"/> finds it; a network name with random weights, always the same ones.</summary>
    public static async Task<Model> LoadOrInitializeAsync(string name, ReadOptions options, bool quiet, CancellationToken cancellationToken) =>
        Random(name, options.InputSize) ?? await LoadAsync(name, options, quiet, cancellationToken).ConfigureAwait(false);

    /// <summary>The same for a file to be written: notes that the weights are random. Null for any other name.</summary>
    public static Model? Initialize(string name, ReadOptions options)
    {
        var model = Random(name, options.InputSize);
        if (model is null)
            return null;
        if (options.Labels is not null || options.Preprocessing is not null || options.Anchors is not null || options.BoxDecoding is not null)
            throw new UserException($"'{name}' is a network without trained weights; labels, preprocessing and anchors only apply to trained models.");
        Terminal.Line($"mobilenet: '{name}' is a network without trained weights; using random weights with a fixed seed.");
        return model;
    }

    static Model? Random(string name, Size? inputSize) => NetworkOf(name, inputSize) is { } graph
        ? new Model(graph, Initializer.TfSlim(graph, seed: 1), Networks.CardOf(graph))
        : null;

    /// <summary>The network of that name, for images of another size where one is given; null where a file or a checkpoint is meant.</summary>
    static Graph? NetworkOf(string name, Size? inputSize)
    {
        if (File.Exists(name) || !Networks.TryParse(name, out var graph))
            return null;
        try
        {
            return inputSize is { } size ? graph.WithInput(1, size.Height, size.Width) : graph;
        }
        catch (GraphException e)
        {
            throw new UserException($"'{name}' cannot take images of {inputSize} (height x width): {e.Message}.");
        }
    }

    /// <summary>Says where the labels come from that a model does not have.</summary>
    public static void NoteNumberedClasses(bool namesClasses, bool quiet)
    {
        if (!namesClasses && !quiet)
            Terminal.Line("mobilenet: The model does not name its classes; they are numbered from 0. Give their names with --labels FILE, one per line.");
    }

    /// <summary>What the options give where the file does not say it.</summary>
    public static ReadOptions Options(string? labels, Preprocessing? preprocessing, Size? inputSize = null) => new()
    {
        Labels = labels is null ? null : ReadLabels(labels),
        Preprocessing = preprocessing,
        InputSize = inputSize,
    };

    /// <summary>The file of a model that is given by its path: the file itself, or the folder of a training run that has one.</summary>
    public static string FileOf(string folder)
    {
        if (!Directory.Exists(folder))
            return folder;
        var path = Path.Combine(folder, "model.safetensors");
        return File.Exists(path) ? path : throw new UserException(File.Exists(Path.Combine(folder, "run.json"))
            ? $"{folder}: the run in this folder is not finished and has no model yet; resume it, or take its best epoch so far, {Path.Combine(folder, "checkpoints", "best.safetensors")}."
            : $"{folder}: this is a folder without a model.safetensors; give a model file, the folder of a finished training run, or a name from 'mobilenet models'.");
    }

    /// <summary>Whether a name is a network's, and neither a file's nor a trained model's.</summary>
    public static bool IsNetworkOnly(string name) => !Path.Exists(name) && !IsKnown(new ModelCatalog(), name) && Networks.TryParse(name, out _);

    static bool IsKnown(ModelCatalog catalog, string name) =>
        catalog.Entries.Any(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))
        || catalog.FindAdded(name) is not null;

    static Exception Unknown(ModelCatalog catalog, string name)
    {
        if (Networks.TryParse(name, out _))
        {
            var trained = catalog.Entries.FirstOrDefault(entry => entry.Name.EndsWith($"/{name}", StringComparison.Ordinal));
            return new UserException(
                $"'{name}' is a network without trained weights, which only works for info, bench, convert and training from random weights; "
                + (trained is null ? "run 'mobilenet models' to list trained models." : $"try '{trained.Name}'."));
        }

        if (IsPath(catalog, name))
            return new UserException($"{name}: no such file.");
        try
        {
            catalog.Find(name);
        }
        catch (CatalogException e)
        {
            return e;
        }

        return new UserException($"Model '{name}' not found.");
    }

    /// <summary>Whether a name has the form of a path and not that of a catalog's name, <c>source/model</c>.</summary>
    static bool IsPath(ModelCatalog catalog, string name) =>
        Path.IsPathRooted(name) || name.StartsWith('.') || name.StartsWith('~') || name.Contains('\\', StringComparison.Ordinal) || ModelFile.HasKnownExtension(name)
        || (name.Contains('/', StringComparison.Ordinal) && !catalog.Entries.Any(entry => name.StartsWith($"{entry.Source}/", StringComparison.OrdinalIgnoreCase)));

    static ImmutableArray<string> ReadLabels(string labels) => labels switch
    {
        _ when File.Exists(labels) => LabelFile.Load(labels),
        "imagenet" => ClassNames.ImageNet,
        "imagenet1001" => ClassNames.ImageNetWithBackground,
        "coco" => ClassNames.Coco,
        "coco90" => ClassNames.Coco90,
        "voc" => ClassNames.PascalVoc,
        _ => throw new UserException($"{labels}: no such file, nor one of the lists imagenet, imagenet1001, coco, coco90, voc."),
    };
}
