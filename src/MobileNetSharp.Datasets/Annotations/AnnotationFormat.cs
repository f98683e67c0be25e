namespace MobileNetSharp.Datasets.Annotations;

/// <summary>How a data set stores what its images show.</summary>
public enum AnnotationFormat
{
    /// <summary>YOLO: a text file for each image (class, center and size as shares of the image, or a polygon), with data.yaml, classes.txt or obj.names.</summary>
    Yolo,

    /// <summary>Pascal VOC: an XML file for each image, as labelImg writes it.</summary>
    PascalVoc,

    /// <summary>COCO: a JSON file with images, annotations and categories.</summary>
    Coco,

    /// <summary>A CSV file with a row for each box: filename, width, height, class, xmin, ymin, xmax, ymax; also the one of VoTT.</summary>
    Csv,

    /// <summary>TensorFlow's Object Detection API: TFRecord files with the images inside, and a label_map.pbtxt.</summary>
    TfRecord,

    /// <summary>CVAT for images or for video: annotations.xml.</summary>
    Cvat,

    /// <summary>LabelMe: a JSON file for each image, or the XML of the older web tool.</summary>
    LabelMe,

    /// <summary>Microsoft VoTT: a JSON export, or the JSON files of its assets.</summary>
    Vott,

    /// <summary>Open Images: CSV files with a row for each box (ImageID, LabelName, XMin, XMax, YMin, YMax, IsGroupOf).</summary>
    OpenImages,
}
