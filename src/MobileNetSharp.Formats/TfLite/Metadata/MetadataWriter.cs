using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.Metadata.MetadataSchema;

namespace MobileNetSharp.Formats.TfLite.Metadata;

/// <summary>
/// What Task Library, MediaPipe and ML Kit need to know of a model, out of its card: the normalization of an image, and the
/// names of the classes. They resize an image as they please; the metadata has no word for crop and filter.
/// </summary>
static class MetadataWriter
{
    const string LabelFile = "labels.txt", CalibrationFile = "score_calibration.txt";
    const string LabelDescription = "The names of the classes, a line for each.";
    const int Levels = 256;

    /// <summary>Whether the card says something that the metadata can hold.</summary>
    public static bool Applies(Model model) => Normalized(model) is not null || ClassOutput(model) is not null;

    /// <summary>The metadata, and the files to be appended.</summary>
    public static (ReadOnlyMemory<byte> Metadata, List<(string Name, byte[] Content)> Files) Write(Model model, DetectionOutputs detections)
    {
        var files = new List<(string Name, byte[] Content)>();
        var subgraph = new FlatFields { [Schema.SubGraphMetadata.InputTensorMetadata] = model.Graph.Inputs.Select(input => Input(model, input)).ToArray() };
        if (detections == DetectionOutputs.Suppressed)
            DetectionMetadata.AddOutputs(subgraph, model.Card.Labels.IsEmpty ? [] : [Associate(files, LabelFile, AssociatedFileType.TensorValueLabels, LabelDescription, model.Card.Labels.Select(OneLine))]);
        else
            subgraph[Schema.SubGraphMetadata.OutputTensorMetadata] = model.Graph.Outputs.Select(output => Output(model, output, files)).ToArray();
        var root = new FlatFields
        {
            [Schema.ModelMetadata.Name] = model.Graph.Name,
            [Schema.ModelMetadata.Description] = Description(model.Card),
            [Schema.ModelMetadata.SubgraphMetadata] = new FlatFields[] { subgraph },
            [Schema.ModelMetadata.MinParserVersion] = detections == DetectionOutputs.Suppressed ? Schema.GroupParserVersion : Schema.ParserVersion,
        };
        if (model.Card.Provenance.License is { } license)
            root[Schema.ModelMetadata.License] = license;
        return (FlatBuilder.Pieces(root, Schema.Identifier).SelectMany(piece => piece.ToArray()).ToArray(), files);
    }

    static string Description(ModelCard card) => card.Task switch
    {
        ModelTask.Classification => "Names what an image shows.",
        ModelTask.Detection => "Finds objects in an image.",
        ModelTask.Segmentation => "Names what each pixel of an image shows.",
        _ => "Reads an image.",
    };

    /// <summary>The preprocessing, where it is in the metadata's terms: for an image whose red comes first.</summary>
    static Preprocessing? Normalized(Model model) =>
        model.Graph.Inputs is [{ Channels: 3 }] && model.Card.Preprocessing is { ChannelOrder: ChannelOrder.Rgb } preprocessing ? preprocessing : null;

    /// <summary>The output that the labels are for.</summary>
    static GraphOutput? ClassOutput(Model model) => model.Card.Labels.IsEmpty || model.Card.Task == ModelTask.Detection ? null : model.Graph.Outputs.FirstOrDefault(output =>
        output.Node.Channels == model.Card.Labels.Length
        && model.Card.Outputs.GetValueOrDefault(output.Name, OutputKind.Features) is OutputKind.Logits or OutputKind.Probabilities);

    static FlatFields Input(Model model, Node input)
    {
        if (Normalized(model) is not { } preprocessing)
            return new() { [Schema.TensorMetadata.Name] = input.Name };
        float[] mean = [.. preprocessing.Mean], deviation = [.. preprocessing.Deviation];
        var (atBlack, atWhite) = (Range(0), Range(Levels - 1));
        return new()
        {
            [Schema.TensorMetadata.Name] = "image",
            [Schema.TensorMetadata.Description] = string.Create(
                CultureInfo.InvariantCulture, $"An image of {input.Shape.Width} x {input.Shape.Height} pixels: red, green and blue, normalized as stated."),
            [Schema.TensorMetadata.Content] = Content(MetadataContent.Image, new() { [Schema.ImageProperties.ColorSpace] = (byte)MetadataColors.Rgb }),
            [Schema.TensorMetadata.ProcessUnits] = new[]
            {
                Unit(MetadataProcess.Normalization, new() { [Schema.NormalizationOptions.Mean] = mean, [Schema.NormalizationOptions.Std] = deviation }),
            },
            [Schema.TensorMetadata.Stats] = new FlatFields
            {
                [Schema.Stats.Max] = atBlack.Zip(atWhite, Math.Max).ToArray(),
                [Schema.Stats.Min] = atBlack.Zip(atWhite, Math.Min).ToArray(),
            },
        };

        float[] Range(int level) => [.. mean.Zip(deviation, (m, d) => (level - m) / d)];
    }

    static FlatFields Output(Model model, GraphOutput output, List<(string Name, byte[] Content)> files)
    {
        var kind = model.Card.Outputs.GetValueOrDefault(output.Name, OutputKind.Features);
        var fields = new FlatFields
        {
            [Schema.TensorMetadata.Name] = output.Name,
            [Schema.TensorMetadata.Content] = Content(MetadataContent.Feature, []),
        };
        if (kind == OutputKind.Probabilities)
            fields[Schema.TensorMetadata.Stats] = new FlatFields { [Schema.Stats.Max] = new[] { 1f }, [Schema.Stats.Min] = new[] { 0f } };
        if (output != ClassOutput(model))
            return fields;

        var units = new List<FlatFields>();
        List<FlatFields> associated = [Associate(files, LabelFile, AssociatedFileType.TensorAxisLabels, LabelDescription, model.Card.Labels.Select(OneLine))];
        if (model.Card.ScoreCalibration is { } calibration)
        {
            associated.Add(Associate(files, CalibrationFile, AssociatedFileType.TensorAxisScoreCalibration, "Scale, slope and offset of each class.", calibration.Classes.Select(Line)));
            units.Add(Unit(MetadataProcess.ScoreCalibration, new()
            {
                [Schema.ScoreCalibrationOptions.ScoreTransformation] = (byte)calibration.Transformation,
                [Schema.ScoreCalibrationOptions.DefaultScore] = calibration.DefaultScore,
            }));
        }

        if (model.Card.ScoreThreshold is { } threshold)
            units.Add(Unit(MetadataProcess.ScoreThresholding, new() { [Schema.ScoreThresholdingOptions.GlobalScoreThreshold] = threshold }));
        fields[Schema.TensorMetadata.AssociatedFiles] = associated.ToArray();
        if (units.Count > 0)
            fields[Schema.TensorMetadata.ProcessUnits] = units.ToArray();
        return fields;
    }

    static FlatFields Associate(List<(string Name, byte[] Content)> files, string name, AssociatedFileType type, string description, IEnumerable<string> lines)
    {
        files.Add((name, Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        return new()
        {
            [Schema.AssociatedFile.Name] = name,
            [Schema.AssociatedFile.Description] = description,
            [Schema.AssociatedFile.Type] = (byte)type,
        };
    }

    internal static FlatFields Content(MetadataContent type, FlatFields properties) => new()
    {
        [Schema.Content.PropertiesType] = (byte)type,
        [Schema.Content.Properties] = properties,
    };

    static FlatFields Unit(MetadataProcess type, FlatFields options) => new()
    {
        [Schema.ProcessUnit.OptionsType] = (byte)type,
        [Schema.ProcessUnit.Options] = options,
    };

    /// <summary>A label must stay on its line.</summary>
    static string OneLine(string label) => label.ReplaceLineEndings(" ");

    static string Line(ClassCalibration? sigmoid) => sigmoid is null ? "" : string.Create(
        CultureInfo.InvariantCulture, $"{sigmoid.Scale},{sigmoid.Slope},{sigmoid.Offset}{(sigmoid.MinimumScore is { } minimum ? "," + minimum.ToString(CultureInfo.InvariantCulture) : "")}");
}
