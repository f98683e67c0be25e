using System.IO.Compression;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Formats.TfLite.Metadata;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>TFLite's own metadata: normalization, labels and calibrations in the archive behind the file.</summary>
public class TfLiteMetadataTests
{
    const int NormalizationUnit = 1, CalibrationUnit = 2, ThresholdUnit = 3;

    [Theory]
    [InlineData("mobile_object_localizer_v1_1_metadata", "Mobile Object Localizer v1 (TensorFlow)", 1, "Entity", 1)]
    [InlineData("ssd_mobilenet_v1_0.75_coco_quant", "Coco SSD MobileNetV1 v1 (TensorFlow)", 90, "person", 1)]
    [InlineData("deeplabv3_mnv2_dm05_pascal_257_float", "DeepLabV3 v1 (TensorFlow)", 21, "background", 0)]
    [InlineData("mobilenet_v2_1.0_224_quant", "ImageClassifier", 1001, "background", 0)]
    public void Published_files_say_their_labels_and_normalization(string name, string source, int classes, string first, int classOutput)
    {
        var metadata = TfLiteMetadata.Read(new TfLiteFile(File.ReadAllBytes(SharedData.Path($"models/{name}.tflite"))));
        Assert.NotNull(metadata);
        Assert.Equal((source, classes, first, classOutput), (metadata.Source, metadata.Labels.Length, metadata.Labels[0], metadata.ClassOutput));
        Assert.Equal([127.5f], metadata.Normalization.Mean);
        Assert.Equal([127.5f], metadata.Normalization.Deviation);
    }

    [Fact]
    public void A_published_classifier_and_a_segmenter_need_neither_labels_nor_preprocessing()
    {
        using var classifier = ModelFile.Load(SharedData.Path("models/mobilenet_v2_1.0_224_ptq_int8.tflite"));
        Assert.Equal((ModelTask.Classification, "tench, Tinca tinca"), (classifier.Card.Task, classifier.Card.Labels[1]));
        Assert.Equal(Preprocessing.TensorFlow, classifier.Card.Preprocessing); // the crop is known by the network's signature
        using var segmenter = ModelFile.Load(SharedData.Path("models/deeplabv3_mnv2_dm05_pascal_257_float.tflite"));
        Assert.Equal((ModelTask.Segmentation, "aeroplane"), (segmenter.Card.Task, segmenter.Card.Labels[1]));
    }

    [Fact]
    public void A_classifier_of_any_kind_becomes_usable_by_its_metadata()
    {
        using var model = Read(Classifier(new() { ["labels.txt"] = "cat\r\ndog\r\n\r\nnewt\r\n\r\n" }, Labels("labels.txt"), mean: [10, 20, 30], deviation: [2, 4, 8]));
        Assert.Equal(["cat", "dog", "", "newt"], model.Card.Labels);
        Assert.Equal(new Preprocessing { Mean = [10, 20, 30], Deviation = [2, 4, 8] }, model.Card.Preprocessing);
        Assert.Equal((ModelTask.Classification, OutputKind.Probabilities), (model.Card.Task, model.Card.Outputs["y"]));
        Assert.Equal(4, ClassifierHead.FromModel(model).Labels.Length);
    }

    [Fact]
    public void English_names_come_before_the_names_of_a_machine()
    {
        var files = new Dictionary<string, string> { ["ids.txt"] = "/m/1\n/m/2\n/m/3\n/m/4", ["de.txt"] = "Katze\nHund\nMaus\nMolch", ["en.txt"] = "cat\ndog\nmouse\nnewt" };
        using var english = Read(Classifier(files, [.. Labels("ids.txt"), .. Labels("de.txt", "de"), .. Labels("en.txt", "en-US")]));
        Assert.Equal("cat", english.Card.Labels[0]);
        using var others = Read(Classifier(files, [.. Labels("ids.txt"), .. Labels("de.txt", "de")]));
        Assert.Equal("/m/1", others.Card.Labels[0]);
    }

    [Fact]
    public void Scores_are_calibrated_by_a_sigmoid_for_each_class()
    {
        var files = new Dictionary<string, string> { ["labels.txt"] = "a\nb\nc\nd\n", ["calibration.txt"] = "0.5,2,-1\n1,1,0,0.75\n\n0.9,-1.5,0.25\n" };
        using var model = Read(Classifier(
            files, [.. Labels("labels.txt"), Listed("calibration.txt", type: 4)], [0], [1], false,
            Unit(CalibrationUnit, new() { [0] = (byte)2, [1] = 0.125f }), Unit(ThresholdUnit, new() { [0] = 0.3f })));
        Assert.Equal(0.3f, model.Card.ScoreThreshold);
        float[] scores = [0.2f, 0.5f, 0.9f, 0.75f];
        ClassifierHead.FromModel(model).Decode(scores);
        double Logit(double x) => Math.Log(x) - Math.Log(1 - x);
        double[] expected = [0.5 / (1 + Math.Exp(-((2 * Logit(0.2)) - 1))), 0.125, 0.125, 0.9 / (1 + Math.Exp(-((-1.5 * Logit(0.75)) + 0.25)))];
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], scores[i], 1e-6);

        using var again = TfLiteReader.Read(WithoutOurCard(model.Bytes(ModelFormat.TfLite)));
        Assert.Equal(ModelCardJson.ToJson(model.Card with { Provenance = new() }, model.Graph), ModelCardJson.ToJson(again.Card with { Provenance = new() }, model.Graph));
    }

    [Theory]
    [InlineData(new float[] { 127.5f }, new float[] { 127.5f }, 127.5f, 127.5f)]
    [InlineData(new float[] { 0 }, new float[] { 1 }, 128, 128)]
    [InlineData(null, null, 128, 128)]
    public void An_input_of_bytes_takes_the_pixels_as_they_are(float[]? mean, float[]? deviation, float expectedMean, float expectedDeviation)
    {
        using var model = Read(Classifier(new() { ["labels.txt"] = "a\nb\nc\nd\n" }, Labels("labels.txt"), mean, deviation, isByte: true));
        Assert.Equal((expectedMean, expectedDeviation), (model.Card.Preprocessing!.Mean[0], model.Card.Preprocessing.Deviation[2]));
    }

    [Fact]
    public void What_the_caller_says_comes_first()
    {
        var file = Classifier(new() { ["labels.txt"] = "a\nb\nc\nd\n" }, Labels("labels.txt"), [1], [2]);
        using var model = ModelFile.Load(new MemoryStream(file), ModelFormat.TfLite, new() { Labels = ["w", "x", "y", "z"], Preprocessing = Preprocessing.TensorFlow });
        Assert.Equal(("w", Preprocessing.TensorFlow), (model.Card.Labels[0], model.Card.Preprocessing));
    }

    [Fact]
    public void Labels_that_do_not_fit_are_not_the_classes()
    {
        using var model = Read(Classifier(new() { ["labels.txt"] = "a\nb\n" }, Labels("labels.txt")));
        Assert.Null(model.Card.Task);
        Assert.Throws<ModelCardException>(() => ClassifierHead.FromModel(model));
    }

    [Theory]
    [InlineData("absent.txt", "labels.txt", "1,2,3", "names a file 'absent.txt', which is not in the archive")]
    [InlineData("labels.txt", "labels.txt", "1,2", "should be three or four numbers, is '1,2'")]
    [InlineData("labels.txt", "labels.txt", "1,2,x", "should be three or four numbers, is '1,2,x'")]
    [InlineData("labels.txt", "labels.txt", "-1,2,3\n1,2,3\n\n\n", "a scale below 0")]
    [InlineData("labels.txt", "labels.txt", "1,2,3\n", "there are 2 calibrations")]
    public void A_faulty_file_is_named(string listed, string packed, string calibration, string message)
    {
        var file = Classifier(
            new() { [packed] = "a\nb\nc\nd\n", ["calibration.txt"] = calibration }, [.. Labels(listed), Listed("calibration.txt", type: 4)], Unit(CalibrationUnit, []));
        Assert.Contains(message, Assert.Throws<ModelCardException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_what_other_programs_read()
    {
        var model = SampleModels.Float();
        var file = model.Bytes(ModelFormat.TfLite);
        using var archive = new ZipArchive(new MemoryStream(file));
        using var reader = new StreamReader(Assert.Single(archive.Entries).Open());
        Assert.Equal(model.Card.Labels, reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var read = TfLiteReader.Read(WithoutOurCard(file));
        Assert.Equal(model.Card.Labels.AsEnumerable(), read.Card.Labels);
        Assert.Equal(model.Card.Preprocessing!.Mean.AsEnumerable(), read.Card.Preprocessing!.Mean);
        Assert.Equal(model.Card.Preprocessing.Deviation.AsEnumerable(), read.Card.Preprocessing.Deviation);
        Assert.Equal((ModelTask.Classification, OutputKind.Logits), (read.Card.Task, read.Card.Outputs["logits"]));
    }

    /// <summary>Blue first is not in the metadata's words, and another program must not feed red first.</summary>
    [Fact]
    public void An_order_of_colors_that_the_metadata_cannot_tell_is_not_written()
    {
        var model = SampleModels.Float();
        var bgr = model.WithCard(model.Card with { Preprocessing = model.Card.Preprocessing! with { ChannelOrder = ChannelOrder.Bgr } });
        Assert.Empty(TfLiteMetadata.Read(new TfLiteFile(bgr.Bytes(ModelFormat.TfLite)))!.Normalization.Mean);
    }

    [Fact]
    public void A_file_written_before_there_was_metadata_comes_back_exactly()
    {
        var model = SampleModels.Float();
        var prepared = MobileNetSharp.Formats.TfLite.Export.TfLiteExport.Prepare(model);
        byte[] old = [.. MobileNetSharp.Formats.TfLite.Export.TfLiteExport.Pieces(prepared, TfLiteCard.Write(prepared), hasMetadata: false, DetectionOutputs.Raw).SelectMany(piece => piece.ToArray())];
        using var read = TfLiteReader.Read(old);
        Assert.Equal(ModelCardJson.ToJson(prepared.Card, prepared.Graph), ModelCardJson.ToJson(read.Card, read.Graph));
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read()
    {
        var files = new Dictionary<string, string> { ["labels.txt"] = "a\nb\nc\nd\n", ["calibration.txt"] = "0.5,2,-1\n1,1,0,0.75\n\n0.9,-1.5,0.25\n" };
        var file = Classifier(files, [.. Labels("labels.txt"), Listed("calibration.txt", type: 4)], Unit(CalibrationUnit, new() { [0] = (byte)1, [1] = 0.125f }));
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(file, 3000, seed: 5), bytes => Read(bytes).Dispose());
        Assert.InRange(refused, 500, 3000);
    }

    static Model Read(byte[] file) => ModelFile.Load(new MemoryStream(file), ModelFormat.TfLite);

    static byte[] WithoutOurCard(byte[] file) => TfLiteParity.Replaced(file, Encoding.UTF8.GetBytes(TfLiteCard.Key), "somebody-elses"u8);

    static FlatFields[] Labels(string name, string locale = "") => [Listed(name, 2, locale)];

    static FlatFields Listed(string name, byte type, string locale = "") => new() { [0] = name, [2] = type, [3] = locale };

    static FlatFields Unit(int type, FlatFields options) => new() { [0] = (byte)type, [1] = options };

    static byte[] Classifier(Dictionary<string, string> packed, FlatFields[] files, params FlatFields[] outputUnits) => Classifier(packed, files, null, null, false, outputUnits);

    /// <summary>A classifier of four classes, with the files of its output, and the archive behind it as Python's zipfile and others write it.</summary>
    static byte[] Classifier(Dictionary<string, string> packed, FlatFields[] files, float[]? mean, float[]? deviation, bool isByte = false, params FlatFields[] outputUnits)
    {
        TfLiteSample s = new();
        var x = isByte ? s.Activation("x", [1, 2, 2, 3], TfLiteSample.UInt8Type, TfLiteSample.Scales(0, [1f / 128], 128)) : s.Activation("x", [1, 2, 2, 3]);
        var y = s.Operator(25, 9, new() { [0] = 1f }, "y", [1, 4], [s.Operator(9, 8, [], "fc", [1, 4], [x, s.Counting("w", 4, 12)])]);
        FlatFields[] inputUnits = mean is null ? [] : [Unit(NormalizationUnit, new() { [0] = mean, [1] = deviation! })];
        FlatFields metadata = new()
        {
            [3] = new FlatFields[]
            {
                new()
                {
                    [2] = new FlatFields[] { new() { [3] = new FlatFields { [0] = (byte)2, [1] = new FlatFields { [0] = (byte)1 } }, [4] = inputUnits } },
                    [3] = new FlatFields[] { new() { [4] = outputUnits, [6] = files } },
                },
            },
        };
        s.Buffers.Add(new() { [0] = new ReadOnlyMemory<byte>([.. FlatBuilder.Pieces(metadata, "M001"u8).SelectMany(piece => piece.ToArray())]) });
        var root = s.Root([x], [y]);
        root[6] = new FlatFields[] { new() { [0] = "TFLITE_METADATA", [1] = (uint)(s.Buffers.Count - 1) } };
        root[4] = s.Buffers.ToArray();
        return WithFiles(FlatWriter.Write(root), packed);
    }

    static byte[] WithFiles(byte[] model, Dictionary<string, string> packed)
    {
        using var file = new MemoryStream();
        file.Write(model);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in packed)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }
}
