using Schema = MobileNetSharp.Formats.TfLite.Metadata.MetadataSchema;

namespace MobileNetSharp.Formats.TfLite.Metadata;

/// <summary>
/// What Task Library and MediaPipe need to know of the outputs of TFLite_Detection_PostProcess, which they find by these names. Source:
/// https://github.com/tensorflow/tflite-support/blob/master/tensorflow_lite_support/metadata/python/metadata_writers/object_detector.py.
/// </summary>
static class DetectionMetadata
{
    const string Location = "location", Category = "category", Score = "score";

    /// <summary>BoundingBoxType BOUNDARIES: left, top, right, bottom.</summary>
    const byte Boundaries = 1;

    /// <summary>Describes boxes, classes, scores and count, in this order.</summary>
    public static void AddOutputs(FlatFields subgraph, FlatFields[] labels)
    {
        var category = Output(Category, "The classes of the boxes.", OfEachDetection(MetadataContent.Feature, []));
        if (labels.Length > 0)
            category[Schema.TensorMetadata.AssociatedFiles] = labels;
        subgraph[Schema.SubGraphMetadata.OutputTensorMetadata] = new[]
        {
            // Where left, top, right and bottom are in the operator's top, left, bottom, right.
            Output(Location, "The boxes: top, left, bottom, right as shares of the image.", OfEachDetection(
                MetadataContent.BoundingBox, new() { [Schema.BoundingBoxProperties.Index] = new[] { 1, 0, 3, 2 }, [Schema.BoundingBoxProperties.Type] = Boundaries })),
            category,
            Output(Score, "The scores of the boxes.", OfEachDetection(MetadataContent.Feature, [])),
            Output("number of detections", "How many boxes were found.", MetadataWriter.Content(MetadataContent.Feature, [])),
        };
        subgraph[Schema.SubGraphMetadata.OutputTensorGroups] = new FlatFields[]
        {
            new() { [Schema.TensorGroup.Name] = "detection_result", [Schema.TensorGroup.TensorNames] = new[] { Location, Category, Score } },
        };
    }

    static FlatFields Output(string name, string description, FlatFields content) => new()
    {
        [Schema.TensorMetadata.Name] = name,
        [Schema.TensorMetadata.Description] = description,
        [Schema.TensorMetadata.Content] = content,
    };

    /// <summary>A content whose dimension 2 counts the detections, as the metadata of Google's detectors has it.</summary>
    static FlatFields OfEachDetection(MetadataContent type, FlatFields properties)
    {
        var content = MetadataWriter.Content(type, properties);
        content[Schema.Content.Range] = new FlatFields { [Schema.ValueRange.Min] = 2, [Schema.ValueRange.Max] = 2 };
        return content;
    }
}
