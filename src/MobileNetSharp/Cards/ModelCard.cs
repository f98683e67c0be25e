using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Cards;

/// <summary>
/// What a model file says about itself beside graph and weights: what it is for, what its outputs mean, how an image becomes
/// its input, and where it comes from, so that nothing else is needed to use the model.
/// </summary>
public sealed record ModelCard
{
    /// <summary>What the network does with an image; null where unknown.</summary>
    public ModelTask? Task { get; init; }

    /// <summary>What each output is, by the output's name.</summary>
    public ImmutableSortedDictionary<string, OutputKind> Outputs { get; init => field = value ?? field; } = ImmutableSortedDictionary<string, OutputKind>.Empty;

    /// <summary>The class names by output index; empty where unknown.</summary>
    public ImmutableArray<string> Labels { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>How an image becomes the input; null where unknown.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>How the outputs of a detector become boxes; null for other tasks, or where unknown.</summary>
    public BoxDecoding? BoxDecoding { get; init; }

    /// <summary>How the scores of the classes are made comparable; null where they are taken as they are.</summary>
    public ScoreCalibration? ScoreCalibration { get; init; }

    /// <summary>The score below which the publisher calls a result uncertain; null where nothing is said. Nothing is left out by it.</summary>
    public float? ScoreThreshold { get; init; }

    /// <summary>Where the model comes from.</summary>
    public Provenance Provenance { get; init => field = value ?? field; } = new();

    /// <summary>A card that says nothing yet.</summary>
    public static ModelCard Empty { get; } = new();

    /// <summary>The card of the same network with another input size: the anchors of a detector are at the places of the maps that the graph then has.</summary>
    /// <exception cref="ModelCardException">The anchors are stored numbers or do not belong to the maps: they fit one input size only.</exception>
    public ModelCard ForInputOf(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (BoxDecoding is not SsdDecoding ssd)
            return this;
        GraphOutput[] boxes = [.. graph.Outputs.Where(output => Outputs.TryGetValue(output.Name, out var kind) && kind == OutputKind.Boxes)];
        if (boxes.Sum(output => output.Node.Shape.CountPerImage) == 4L * ssd.Anchors.Count)
            return this;
        return ssd.Anchors.Maps.Length == boxes.Length
            ? this with { BoxDecoding = ssd with { Anchors = ssd.Anchors.WithMaps([.. boxes.Select(output => output.Node.Shape.Size)]) } }
            : throw new ModelCardException(ModelCardPart.BoxDecoding, "The model's anchors fit one input size only.");
    }

    /// <summary>TensorFlow's classifiers often have one class more than names, the background.</summary>
    string Background(int classes) => (classes - Labels.Length) switch
    {
        1 => ": the first may be the background, which needs its own line",
        -1 => ": the first may be the background, which the model does not have",
        _ => "",
    };

    /// <summary>Checks that the card fits the graph: outputs by name, as many labels as classes, only known kinds, valid preprocessing. Throws <see cref="ModelCardException"/>.</summary>
    internal void Check(Graph graph)
    {
        if (Preprocessing?.Fault() is { } fault)
            throw new ModelCardException(ModelCardPart.Preprocessing, $"The card's preprocessing is invalid: {fault}.");
        if (Task is { } task && !Enum.IsDefined(task))
            throw new ModelCardException(ModelCardPart.Task, $"The card's task {task} is unknown.");
        if (ScoreCalibration?.Fault() is { } uncalibrated)
            throw new ModelCardException(ModelCardPart.ScoreCalibration, $"The card's score calibration is invalid: {uncalibrated}.");
        if (BoxDecoding?.Fault() is { } undecodable)
            throw new ModelCardException(ModelCardPart.BoxDecoding, $"The card's box decoding is invalid: {undecodable}.");
        if (ScoreThreshold is { } threshold && !float.IsFinite(threshold))
            throw new ModelCardException(ModelCardPart.ScoreCalibration, FormattableString.Invariant($"The card's score threshold must be finite, is {threshold}."));
        // Elements of an array may be null in the JSON, whatever their type says.
        if (Labels.Contains(null!))
            throw new ModelCardException(ModelCardPart.Labels, "A label of the card is null.");
        foreach (var (name, kind) in Outputs)
        {
            if (!Enum.IsDefined(kind))
                throw new ModelCardException(ModelCardPart.Outputs, $"The card says that the output '{name}' is {kind}, which is not a known kind.");
            var output = graph.Outputs.FirstOrDefault(output => output.Name == name)
                ?? throw new ModelCardException(ModelCardPart.Outputs, $"The card describes an output '{name}', which the graph does not have.");
            if (Task == ModelTask.Classification && kind is OutputKind.Logits or OutputKind.Probabilities
                && !Labels.IsEmpty && Labels.Length != output.Node.Channels)
            {
                throw new ModelCardException(
                    ModelCardPart.Labels, $"The output '{name}' has {output.Node.Channels} classes, but there are {Labels.Length} labels{Background(output.Node.Channels)}.");
            }

            if (Task == ModelTask.Classification && kind is OutputKind.Logits or OutputKind.Probabilities
                && ScoreCalibration is { } calibration && calibration.Classes.Length != output.Node.Channels)
            {
                throw new ModelCardException(
                    ModelCardPart.ScoreCalibration, $"The output '{name}' has {output.Node.Channels} classes, but there are {calibration.Classes.Length} calibrations.");
            }
        }

        if (BoxDecoding is not null && Outputs.ContainsValue(OutputKind.Boxes))
            DetectorOutputs.Of(graph, this, BoxDecoding);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string?[] parts =
        [
            Task?.ToString(), .. Outputs.Select(output => $"{output.Key}: {output.Value}"), Labels.Length > 0 ? $"{Labels.Length} labels" : null,
            Preprocessing?.ToString(), Provenance.Source,
        ];
        return parts.All(part => part is null) ? "empty" : string.Join("; ", parts.Where(part => part is not null));
    }
}

/// <summary>What a network does with an image.</summary>
public enum ModelTask
{
    /// <summary>One class for the image.</summary>
    Classification,

    /// <summary>Boxes with classes.</summary>
    Detection,

    /// <summary>A class for every pixel.</summary>
    Segmentation,
}

/// <summary>What the numbers of an output are.</summary>
public enum OutputKind
{
    /// <summary>Class scores before softmax (or before sigmoid, in detection).</summary>
    Logits,

    /// <summary>Class probabilities.</summary>
    Probabilities,

    /// <summary>Boxes, coded relative to anchors.</summary>
    Boxes,

    /// <summary>Features for another network or a classifier on top.</summary>
    Features,
}

/// <summary>Where a model comes from.</summary>
public sealed record Provenance
{
    /// <summary>The publisher, or what it was converted from.</summary>
    public string? Source { get; init; }

    /// <summary>How the file was compared with the one that <see cref="Source"/> published; null where it is nobody's publication. Never written, since a file cannot vouch for itself.</summary>
    [JsonIgnore]
    public FileVerification? Verification { get; init; }

    /// <summary>The license of the weights, as an SPDX identifier.</summary>
    public string? License { get; init; }

    /// <summary>The name of <see cref="License"/> in the files of version 0.1: read, and never written.</summary>
    [JsonInclude, JsonPropertyName("licence")]
    internal string? LicenseOfVersion01 { get => null; init => License ??= value; }

    /// <summary>What it was trained on.</summary>
    public string? Dataset { get; init; }

    /// <summary>The recipe that it was trained by, as JSON; null where unknown.</summary>
    public string? Recipe { get; init; }

    /// <summary>How many epochs it was trained for; null where unknown.</summary>
    public int? Epochs { get; init; }

    /// <summary>The day (UTC) on which its training ended; null where unknown.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Published or measured figures, such as <c>top1Percent</c>.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init => field = value ?? field; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <inheritdoc/>
    public override string ToString()
    {
        string?[] parts =
        [
            Source, License, Dataset is null ? null : $"trained on {Dataset}",
            .. Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.####}")),
        ];
        return parts.All(part => part is null) ? "unknown" : string.Join(", ", parts.Where(part => part is not null));
    }
}
