using MobileNetSharp.Datasets.Annotations.TfRecord;

namespace MobileNetSharp.Fuzz;

/// <summary>Small annotation files to begin with, of an image <c>a.png</c> of 20 × 10 pixels.</summary>
static class AnnotationSeeds
{
    /// <summary>Elements within each other, of which building a tree might take the square of their number.</summary>
    static readonly string Deep = string.Concat(Enumerable.Repeat("<a>", 4000)) + string.Concat(Enumerable.Repeat("</a>", 4000));

    const string Assets = "../shared/data/datasets/formats/tests/assets";

    public static IEnumerable<byte[]> YoloLabels() => Texts("0 0.5 0.5 0.25 0.25\n1 0.1 0.1 0.5 0.5 0.1 0.9\n", "0 0.5 0.5 1.2 0.25 0.9\r\n\r\n1.0 1e-1 .5 nan -1\n");

    public static IEnumerable<byte[]> YoloDescriptions() =>
    [
        .. Texts(
            "path: .\ntrain: images\nval: [images, x]\nnames: {0: 'cat', 1: \"dog\"}\n",
            "train: ../train/images # of Roboflow\nval: ../valid/images\n\nnc: 2\nnames: ['cat', 'dog']\nkpt_shape: [17, 3]\n",
            "train: images\nnames:\n  0: cat\n  1: 'dog: large'\n"),
        .. SeedFiles.Find($"{Assets}/roboflow_dataset/yolo/*.yaml"),
    ];

    public static IEnumerable<byte[]> Voc() =>
    [
        .. Texts(
            "<annotation><folder>x</folder><filename>a.png</filename><size><width>20</width><height>10</height><depth>3</depth></size><object><name>cat</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2.5</ymin><xmax>12</xmax><ymax>9</ymax></bndbox></object></annotation>",
            $"<annotation><filename>{Deep}</filename></annotation>"),
        .. SeedFiles.Find($"{Assets}/voc_dataset/voc_dataset1/Annotations/*.xml", $"{Assets}/voc_dataset/voc_dataset2/Annotations/*.xml", "../shared/data/datasets/raccoon/annotations/raccoon-1.xml"),
    ];

    public static IEnumerable<byte[]> ImageSets() => Texts("a\nb\n", "a 1\nb -1\nc  0\n", "VOC2007/images/a.png VOC2007/Annotations/a.xml\r\n");

    public static IEnumerable<byte[]> Coco() =>
    [
        .. Texts(
            """{"info": {"year": 2017}, "images": [{"id": 40, "file_name": "a.png", "width": 20, "height": 10}], "annotations": [{"id": 1, "image_id": 40, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 9.5, "iscrowd": 1, "segmentation": {"size": [10, 20], "counts": "0d0n0"}}, {"id": 2, "image_id": 40, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3, 4, 1.5, 6]]}, {"image_id": 40, "category_id": 3, "bbox": [0, 0, 1, 1], "ignore": 1, "segmentation": {"size": [10, 20], "counts": [10, 20, 170]}}], "categories": [{"id": 1, "name": "cat"}, {"id": 3, "name": "dog", "supercategory": "cat"}]}""",
            """{"categories":[{"id":0,"name":"things","supercategory":"none"},{"id":1,"name":"cat","supercategory":"things"}],"annotations":[{"id":0,"image_id":"0","category_id":1,"bbox":[1,2,3,4],"segmentation":[]}],"images":[{"id":0,"license":1,"file_name":"a.png","height":10,"width":20,"extra":{"name":"\u0061.png"}}]}"""),
        .. SeedFiles.Find($"{Assets}/coco_dataset/**/instances_*.json", $"{Assets}/coco_dataset/coco_roboflow/**/*.json"),
    ];

    public static IEnumerable<byte[]> Csv() =>
    [
        .. Texts(
            "filename,width,height,class,xmin,ymin,xmax,ymax,split\na.png,20,10,\"c\"\"at\",1,2,12,9,train\na.png,20,10,,,,,,train\n",
            "\ufeff\"image\";\"xmin\";\"ymin\";\"xmax\";\"ymax\";\"label\"\r\n\"a.png\";1.5;2;12;9;\"cat\"\r\n",
            "path,label,x,y,w,h\na.png,cat,1,2,3,4\n"),
        .. SeedFiles.Find("../shared/data/datasets/raccoon/data/*.csv"),
    ];

    public static IEnumerable<byte[]> OpenImages() =>
    [
        .. Texts("ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\na,xclick,/m/01g317,1,0.1,0.5,0.2,0.9,0,1,1,0,0\n"),
        .. SeedFiles.Find($"{Assets}/open_images_dataset/v6/annotations/*-bbox.csv"),
    ];

    public static IEnumerable<byte[]> ClassDescriptions() => Texts("/m/01g317,Person\n/m/0bt9lr,\"Dog, large\"\n");

    public static IEnumerable<byte[]> LabelMaps() =>
    [
        .. Texts("item {\n  id: 1\n  name: 'cat'\n}\n# more\nitem { id: 2, name: \"dog\" display_name: 'Dog' }\n", "item{name:'/m/{1}' id:1 display_name:\"cat\" keypoints{id:3 label:'x'}}"),
        .. SeedFiles.Find($"{Assets}/roboflow_dataset/tfrecord/train/*.pbtxt", "../shared/data/datasets/raccoon/**/*.pbtxt"),
    ];

    /// <summary>Examples, without the frame whose checksums find all damage.</summary>
    public static IEnumerable<byte[]> Examples(byte[] image)
    {
        foreach (var text in new[] { "cat", null })
        {
            var example = new TfExampleWriter();
            example.Bytes("image/encoded", image);
            example.Texts("image/filename", "a.png");
            example.Integers("image/width", 20);
            example.Floats("image/object/bbox/xmin", [0.1, 0.5]);
            example.Floats("image/object/bbox/xmax", [0.5, 0.4]);
            example.Floats("image/object/bbox/ymin", [0.2, 0]);
            example.Floats("image/object/bbox/ymax", [0.9, 1]);
            if (text is not null)
                example.Texts("image/object/class/text", text, text);
            example.Integers("image/object/class/label", [1, 2]);
            example.Integers("image/object/difficult", [0, 1]);
            yield return example.ToArray();
        }
    }

    public static IEnumerable<byte[]> Records(byte[] image) => [.. Examples(image).Select(Framed), .. SeedFiles.Find($"{Assets}/roboflow_dataset/tfrecord/**/*.tfrecord")];

    /// <summary>A file of one record.</summary>
    public static byte[] Framed(byte[] example)
    {
        using var stream = new MemoryStream();
        TfRecordFile.Write(stream, example);
        return stream.ToArray();
    }

    public static IEnumerable<byte[]> Cvat() =>
    [
        .. Texts(
            """<annotations><version>1.1</version><meta><task><labels><label><name>cat</name></label></labels><original_size><width>20</width><height>10</height></original_size></task></meta><image id="0" name="a.png" width="20" height="10" subset="train"><box label="cat" xtl="1" ytl="2" xbr="12" ybr="9" rotation="30"/><polygon label="cat" points="1,2;3,4;1,6"/><ellipse label="cat" cx="5" cy="5" rx="2" ry="3"/><mask label="cat" rle="2, 3, 1" left="1" top="2" width="3" height="2"/><points label="cat" points="1,2"/></image><track id="0" label="dog"><box frame="1" outside="0" xtl="1" ytl="2" xbr="3" ybr="4"/></track></annotations>""",
            $"<annotations><image id=\"0\" name=\"a.png\">{Deep}</image></annotations>"),
        .. SeedFiles.Find($"{Assets}/cvat_dataset/for_images/export_task/*.xml", $"{Assets}/cvat_dataset/for_images/export_project/*.xml", $"{Assets}/cvat_dataset/for_video/*.xml"),
    ];

    public static IEnumerable<byte[]> LabelMeJson() => Texts(
        """{"version": "5.0", "flags": {}, "shapes": [{"label": "cat", "points": [[1, 2], [12, 9]], "shape_type": "rectangle", "group_id": 1, "difficult": true}, {"label": "cat", "points": [[1, 2], [3, 4], [1, 6]], "shape_type": "polygon", "group_id": 1}, {"label": "dog", "points": [[5, 5], [7, 5]], "shape_type": "circle"}, {"label": "x", "points": [[1, 1]], "shape_type": "point"}], "imagePath": "a.png", "imageData": null, "imageWidth": 20, "imageHeight": 10}""",
        """{"shapes": [{"label": "cat", "points": [[1, 2], [3, 4]], "shape_type": "rectangle"}], "imagePath": "..\\b.png", "imageData": "iVBORw0KGgo\/", "imageWidth": 20, "imageHeight": 10}""");

    public static IEnumerable<byte[]> LabelMeXml() =>
    [
        .. Texts("<annotation><filename>a.png</filename><object><name>cat</name><deleted>0</deleted><polygon><pt><x>1</x><y>2</y></pt><pt><x>12</x><y>2</y></pt><pt><x>12</x><y>9</y></pt></polygon></object><imagesize><nrows>10</nrows><ncols>20</ncols></imagesize></annotation>", $"<annotation><object><polygon>{Deep}</polygon></object></annotation>"),
        .. SeedFiles.Find($"{Assets}/labelme_dataset/Annotations/**/*.xml"),
    ];

    public static IEnumerable<byte[]> Vott() =>
    [
        .. Texts(
            """{"name": "x", "tags": [{"name": "cat", "color": "#f00"}], "assets": {"1": {"asset": {"name": "a.png", "path": "file:C:/x/a%20b.png", "size": {"width": 20, "height": 10}}, "regions": [{"type": "RECTANGLE", "tags": ["cat", "dog"], "boundingBox": {"height": 7, "width": 10, "left": 1, "top": 2}, "points": [{"x": 1, "y": 2}]}]}}}""",
            """{"asset": {"name": "a.png", "size": {"width": 20, "height": 10}, "state": 2}, "regions": [{"tags": ["cat"], "boundingBox": {"height": 7, "width": 10, "left": 1, "top": 2}}], "version": "2.2.0"}"""),
        .. SeedFiles.Find($"{Assets}/vott_json_dataset/**/*.json"),
    ];

    static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(System.Text.Encoding.UTF8.GetBytes);
}
