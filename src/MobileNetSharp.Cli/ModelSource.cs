using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Cli.Console;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli;

/// <summary>What MODEL may be: a file, a checkpoint of the catalogue, a file added to it, or, without weights, a network's bare name.</summary>
static class ModelSource
{
    /// <summary>The model with its weights; a checkpoint is fetched when it is not here yet. No name: the catalogue's default.</summary>
    public static async Task<Model> LoadAsync(string? name, ReadOptions options, bool quiet, CancellationToken cancellation)
    {
        var path = await LocateAsync(name, quiet, cancellation).ConfigureAwait(false);
        return await Task.Run(() => ModelFile.Load(path, options), cancellation).ConfigureAwait(false);
    }

    /// <summary>The graph alone: of a bare network, or of a model as <see cref="LoadAsync"/> finds it.</summary>
    public static async Task<Graph> GraphAsync(string name, bool quiet, CancellationToken cancellation)
    {
        if (!File.Exists(name) && Networks.TryBuild(name, out var graph))
            return graph;
        using var model = await LoadAsync(name, new ReadOptions(), quiet, cancellation).ConfigureAwait(false);
        return model.Graph;
    }

    /// <summary>What the options say in place of a model's missing card.</summary>
    public static ReadOptions Options(string? labels, string? preprocess) => new()
    {
        Labels = labels is null ? null : ReadLabels(labels),
        Preprocessing = preprocess switch
        {
            null => null,
            "tensorflow" => Preprocessing.TensorFlow,
            "torchvision" => Preprocessing.TorchVision(),
            _ => throw new UserException($"--preprocess takes tensorflow or torchvision, not '{preprocess}'."),
        },
    };

    static async Task<string> LocateAsync(string? name, bool quiet, CancellationToken cancellation)
    {
        if (name is not null && (File.Exists(name) || Directory.Exists(name)))
            return name;
        var catalogue = new ModelCatalogue();
        if (name is not null && !IsInCatalogue(catalogue, name))
            throw Unknown(catalogue, name);
        var wanted = name ?? catalogue.Default.Name;
        return await DownloadProgressBar.RunAsync(
            wanted, quiet, progress => catalogue.GetOrPullAsync(wanted, progress, cancellation)).ConfigureAwait(false);
    }

    static bool IsInCatalogue(ModelCatalogue catalogue, string name) =>
        catalogue.Entries.Any(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))
        || catalogue.LocalModels().Any(model => model.Name == name);

    static Exception Unknown(ModelCatalogue catalogue, string name)
    {
        if (Networks.TryBuild(name, out _))
        {
            var trained = catalogue.Entries.FirstOrDefault(entry => entry.Name.EndsWith($"/{name}", StringComparison.Ordinal));
            return new UserException(
                $"'{name}' is a network without trained weights, enough for info; "
                + (trained is null ? "'mobilenet models' lists trained ones." : $"'{trained.Name}' is trained."));
        }

        if (name.EndsWith('/') || ModelFile.HasKnownExtension(name))
            return new UserException($"There is no file '{name}'.");
        try
        {
            catalogue.Find(name);
        }
        catch (CatalogueException e)
        {
            return e;
        }

        return new UserException($"There is no model '{name}'.");
    }

    static ImmutableArray<string> ReadLabels(string labels) => labels switch
    {
        _ when File.Exists(labels) => [.. File.ReadLines(labels).Select(line => line.Trim()).Where(line => line.Length > 0)],
        "imagenet" => ClassNames.ImageNet,
        "imagenet1001" => ClassNames.ImageNetWithBackground,
        "coco" => ClassNames.Coco,
        "voc" => ClassNames.PascalVoc,
        _ => throw new UserException($"--labels: there is no file '{labels}', and it is none of imagenet, imagenet1001, coco, voc."),
    };
}
