using System.Collections.Immutable;
using MobileNetSharp.Cards;
using Schema = MobileNetSharp.Formats.TfLite.Metadata.MetadataSchema;

namespace MobileNetSharp.Formats.TfLite.Metadata;

/// <summary>
/// TFLite's own metadata: what Task Library, MediaPipe and ML Kit know about a model. Labels and calibrations are in files that
/// are appended as a zip archive, uncompressed.
/// </summary>
sealed record TfLiteMetadata
{
    /// <summary>The name of the file's metadata entry.</summary>
    public const string Key = "TFLITE_METADATA";

    const int MaximumTextBytes = 256;

    /// <summary>What the publisher calls the model, with its version and author where they are given; empty where nothing is.</summary>
    public required string Source { get; init; }

    /// <summary>What is subtracted from the levels 0…255 of the first input, and what is then divided by: one number, or one for each channel; empty where nothing is said.</summary>
    public required (ImmutableArray<float> Mean, ImmutableArray<float> Deviation) Normalization { get; init; }

    /// <summary>The output that classes are along the axis or the values of; −1 where there is none.</summary>
    public required int ClassOutput { get; init; }

    /// <summary>The names of the classes: the English ones where there are any, else those of the first file.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    public required ScoreCalibration? ScoreCalibration { get; init; }

    public required float? ScoreThreshold { get; init; }

    /// <summary>The metadata of a file; null where it has none. Throws <see cref="ModelFormatException"/>.</summary>
    public static TfLiteMetadata? Read(TfLiteFile file)
    {
        var bytes = file.Metadata(Key);
        if (bytes.IsEmpty)
            return null;
        var buffer = new FlatBuffer(bytes);
        if (!buffer.Slice(4, Schema.Identifier.Length).Span.SequenceEqual(Schema.Identifier))
            throw new ModelFormatException($"The metadata begins with '{Convert.ToHexString(buffer.Slice(4, Schema.Identifier.Length).Span)}', not with 'M001'");
        var model = FlatTable.Root(buffer);
        var subgraphs = model.Tables(Schema.ModelMetadata.SubgraphMetadata);
        var subgraph = subgraphs.Count > 0 ? subgraphs.At(0, "subgraph metadata") : default;
        var outputs = subgraph.Tables(Schema.SubGraphMetadata.OutputTensorMetadata);
        var (classOutput, labeled) = ClassesOf(outputs);
        var files = new AssociatedFiles(file);
        var labels = files.Labels(labeled.Tables(Schema.TensorMetadata.AssociatedFiles))
            ?? files.Labels(subgraph.Tables(Schema.SubGraphMetadata.AssociatedFiles))
            ?? files.Labels(model.Tables(Schema.ModelMetadata.AssociatedFiles));
        return new()
        {
            Source = SourceOf(model),
            Normalization = NormalizationOf(subgraph.Tables(Schema.SubGraphMetadata.InputTensorMetadata)),
            ClassOutput = classOutput,
            Labels = labels ?? [],
            ScoreCalibration = CalibrationOf(files, labeled, labels?.Length ?? 0),
            ScoreThreshold = Thresholds(outputs),
        };
    }

    static string SourceOf(FlatTable model)
    {
        string[] words = [model.Text(Schema.ModelMetadata.Name, MaximumTextBytes), model.Text(Schema.ModelMetadata.Version, MaximumTextBytes)];
        var name = string.Join(' ', words.Where(word => word.Length > 0));
        var author = model.Text(Schema.ModelMetadata.Author, MaximumTextBytes);
        return (name, author) switch { (_, "") => name, ("", _) => author, _ => $"{name} ({author})" };
    }

    /// <summary>The first output with a label file; else the first of one output only, whose labels may be the model's.</summary>
    static (int Index, FlatTable Output) ClassesOf(FlatTables outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            var output = outputs.At(i, "output metadata");
            if (AssociatedFiles.Find(output.Tables(Schema.TensorMetadata.AssociatedFiles), AssociatedFiles.IsLabels) is not null)
                return (i, output);
        }

        return outputs.Count == 1 ? (0, outputs.At(0, "output metadata")) : (-1, default);
    }

    static (ImmutableArray<float> Mean, ImmutableArray<float> Deviation) NormalizationOf(FlatTables inputs)
    {
        if (inputs.Count == 0)
            return ([], []);
        var input = inputs.At(0, "input metadata");
        var content = input.Table(Schema.TensorMetadata.Content);
        var isGray = (MetadataContent)content.Scalar<byte>(Schema.Content.PropertiesType) == MetadataContent.Image
            && (MetadataColors)content.Table(Schema.Content.Properties).Scalar<byte>(Schema.ImageProperties.ColorSpace) == MetadataColors.Grayscale;
        if (isGray || Unit(input, MetadataProcess.Normalization) is not { } options)
            return ([], []);
        var mean = options.Vector<float>(Schema.NormalizationOptions.Mean);
        var deviation = options.Vector<float>(Schema.NormalizationOptions.Std);
        return mean.Length is 1 or 3 && deviation.Length is 1 or 3
            ? ([.. mean], [.. deviation])
            : throw new ModelCardException(ModelCardPart.Preprocessing, $"The metadata's normalization should have one or three numbers, has {mean.Length} and {deviation.Length}");
    }

    static ScoreCalibration? CalibrationOf(AssociatedFiles files, FlatTable output, int classes)
    {
        if (Unit(output, MetadataProcess.ScoreCalibration) is not { } options)
            return null;
        var sigmoids = files.Sigmoids(output.Tables(Schema.TensorMetadata.AssociatedFiles), classes)
            ?? throw new ModelCardException(ModelCardPart.ScoreCalibration, "The metadata's score calibration has no file of sigmoids");
        return new()
        {
            Transformation = (ScoreTransformation)options.Scalar<byte>(Schema.ScoreCalibrationOptions.ScoreTransformation),
            DefaultScore = options.Scalar<float>(Schema.ScoreCalibrationOptions.DefaultScore),
            Classes = sigmoids,
        };
    }

    static float? Thresholds(FlatTables outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            if (Unit(outputs.At(i, "output metadata"), MetadataProcess.ScoreThresholding) is { } options)
                return options.Scalar<float>(Schema.ScoreThresholdingOptions.GlobalScoreThreshold);
        }

        return null;
    }

    /// <summary>The options of a tensor's first process unit of a kind; null where there is none.</summary>
    static FlatTable? Unit(FlatTable tensor, MetadataProcess kind)
    {
        var units = tensor.Tables(Schema.TensorMetadata.ProcessUnits);
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units.At(i, "process unit");
            if ((MetadataProcess)unit.Scalar<byte>(Schema.ProcessUnit.OptionsType) == kind)
                return unit.Table(Schema.ProcessUnit.Options);
        }

        return null;
    }
}
