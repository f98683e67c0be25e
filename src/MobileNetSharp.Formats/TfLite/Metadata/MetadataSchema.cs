namespace MobileNetSharp.Formats.TfLite.Metadata;

/// <summary>
/// Field numbers of the tables of TFLite's metadata. Source:
/// https://github.com/tensorflow/tflite-support/blob/master/tensorflow_lite_support/metadata/metadata_schema.fbs.
/// </summary>
static class MetadataSchema
{
    /// <summary>The least version of a parser that understands everything that is written here.</summary>
    public const string ParserVersion = "1.0.0";

    /// <summary>The same for detections, whose tensors are a group.</summary>
    public const string GroupParserVersion = "1.2.0";

    public static ReadOnlySpan<byte> Identifier => "M001"u8;

    public static class ModelMetadata
    {
        public const int Name = 0, Description = 1, Version = 2, SubgraphMetadata = 3, Author = 4, License = 5, AssociatedFiles = 6, MinParserVersion = 7;
    }

    public static class SubGraphMetadata
    {
        public const int InputTensorMetadata = 2, OutputTensorMetadata = 3, AssociatedFiles = 4, OutputTensorGroups = 8;
    }

    public static class TensorMetadata
    {
        public const int Name = 0, Description = 1, Content = 3, ProcessUnits = 4, Stats = 5, AssociatedFiles = 6;
    }

    public static class AssociatedFile
    {
        public const int Name = 0, Description = 1, Type = 2, Locale = 3;
    }

    public static class Content
    {
        public const int PropertiesType = 0, Properties = 1, Range = 2;
    }

    public static class ValueRange
    {
        public const int Min = 0, Max = 1;
    }

    public static class BoundingBoxProperties
    {
        public const int Index = 0, Type = 1;
    }

    public static class TensorGroup
    {
        public const int Name = 0, TensorNames = 1;
    }

    public static class ImageProperties
    {
        public const int ColorSpace = 0;
    }

    public static class ProcessUnit
    {
        public const int OptionsType = 0, Options = 1;
    }

    public static class NormalizationOptions
    {
        public const int Mean = 0, Std = 1;
    }

    public static class ScoreCalibrationOptions
    {
        public const int ScoreTransformation = 0, DefaultScore = 1;
    }

    public static class ScoreThresholdingOptions
    {
        public const int GlobalScoreThreshold = 0;
    }

    public static class Stats
    {
        public const int Max = 0, Min = 1;
    }
}

/// <summary>AssociatedFileType of the metadata's schema.</summary>
enum AssociatedFileType : byte
{
    Unknown = 0,
    Descriptions = 1,
    TensorAxisLabels = 2,
    TensorValueLabels = 3,
    TensorAxisScoreCalibration = 4,
}

/// <summary>The union ContentProperties of the metadata's schema.</summary>
enum MetadataContent : byte
{
    None = 0,
    Feature = 1,
    Image = 2,
    BoundingBox = 3,
}

/// <summary>ColorSpaceType of the metadata's schema.</summary>
enum MetadataColors : byte
{
    Unknown = 0,
    Rgb = 1,
    Grayscale = 2,
}

/// <summary>The union ProcessUnitOptions of the metadata's schema.</summary>
enum MetadataProcess : byte
{
    None = 0,
    Normalization = 1,
    ScoreCalibration = 2,
    ScoreThresholding = 3,
}
