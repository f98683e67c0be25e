using System.Globalization;
using System.Text;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.TestKit;
using static MobileNetSharp.Evaluation.Tests.Detection.Boxes;

namespace MobileNetSharp.Evaluation.Tests.Detection;

public class CocoResultsTests
{
    static readonly BoxesDataset Dataset = new(
        ["cat", "dog"], [17, 18], [(42, "a.jpg", new AnnotatedBoxes([Object(0, 0, 40, 40)])), (7, "b.jpg", AnnotatedBoxes.None), (100, "c.jpg", AnnotatedBoxes.None)]);

    [Fact]
    public async Task What_is_written_is_read()
    {
        EvaluatedImage[] images = [.. Enumerable.Range(0, 3).Select(index => new EvaluatedImage(
            index, Dataset.NameOf(index), Dataset.TargetOf(index), [.. Enumerable.Range(0, index).Select(i => Found((0.1 * i) + 1e-7, i / 3.0, 1.5, 7 + i, 1e5, i))]))];
        using var folder = new TempFolder();
        var path = folder.File("results.json");
        CocoResults.Write(path, images, Dataset);
        var results = await CocoResults.ReadAsync(path, Dataset, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, results.Count);
        foreach (var (image, read) in images.Zip(Enumerable.Range(0, 3).Select(index => results.In(Dataset.ImageIdOf(index)))))
        {
            Assert.Equal(image.Detections.Select(detection => (detection.Class, detection.Score)), read.Select(detection => (detection.Class, detection.Score)));
            Assert.All(image.Detections.Zip(read), pair => Assert.Equal(pair.First.Box.Right, pair.Second.Box.Right, 1e-3));
        }
    }

    [Fact]
    public async Task Ids_are_those_of_the_data_set()
    {
        var results = await Read("""[{"image_id": 7, "category_id": 18, "bbox": [1, 2, 3, 4], "score": 0.5, "id": 1, "segmentation": [[1, 2]]}]""");
        Assert.Equal([new ScoredBox(new Box(1, 2, 4, 6), 1, 0.5f)], results.In(7));
        Assert.Empty(results.In(42));
        // In the order of the ids, which decides among equal scores.
        Assert.Equal([1, 0, 2], DetectorEvaluation.FromResults(results, Dataset).Select(image => image.Index));
        Assert.Equal([100L, 42], Enumerable.Range(0, 2).Select(Dataset.Subset([2, 0]).ImageIdOf));
    }

    [Fact]
    public async Task Detections_of_other_classes_are_counted_and_left_out()
    {
        var results = await Read("""[{"image_id":7,"category_id":0,"bbox":[1,2,3,4],"score":0.5},{"image_id":42,"category_id":1,"bbox":[1,2,3,4],"score":0.5},{"image_id":42,"category_id":0,"bbox":[1,2,3,4],"score":0.5}]""");
        Assert.Equal((3, 0), (results.Count, DetectorEvaluation.FromResults(results, Dataset).Sum(image => image.Detections.Length)));
        Assert.Equal([new(0, 2), new(1, 1)], results.UnknownClasses);
    }

    [Fact]
    public async Task Detections_in_images_that_are_not_evaluated_are_left_out()
    {
        const string json = """[{"image_id":7,"category_id":0,"bbox":[1,2,3,4],"score":0.5},{"image_id":42,"category_id":17,"bbox":[1,2,3,4],"score":0.5}]""";
        var part = Dataset.Subset([0]);
        var results = await Read(json, part, Dataset);
        Assert.Equal((1, 0), (results.Count, results.UnknownClasses.Count));
        Assert.Contains("image with the id 7", (await Assert.ThrowsAsync<EvaluationException>(() => Read(json, part))).Message);
    }

    /// <summary>As in a data set whose splits number their images on their own.</summary>
    [Fact]
    public async Task Of_two_images_with_an_id_it_is_open_which_is_meant()
    {
        var dataset = new BoxesDataset(["cat"], [1], [(1, "train/a.jpg", AnnotatedBoxes.None), (1, "val/b.jpg", AnnotatedBoxes.None)]);
        Assert.StartsWith("val/b.jpg: has the id 1 of another image", (await Assert.ThrowsAsync<EvaluationException>(() => Read("[]", dataset))).Message);
        Assert.Equal(0, (await Read("[]", dataset.Subset([1]), dataset)).Count);
    }

    [Fact]
    public async Task An_empty_list_gives_zeros()
    {
        var result = new DetectionResult([.. Dataset.ClassNames], DetectorEvaluation.FromResults(await Read("[]"), Dataset));
        Assert.Equal(0, result.Coco.Figures.AP);
        Assert.All(result.Metrics.Values, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("""[{"image_id":42,"category_id":17,"bbox":[1,2,3,4],"score":0.5},{"image_id":9,"category_id":17,"bbox":[1,2,3,4],"score":0.5}]""", "detection 2 is in the image with the id 9")]
    [InlineData("""[{"image_id":42,"category_id":17,"bbox":[1,2,3],"score":0.5}]""", "detection 1: it needs four finite numbers")]
    [InlineData("""[{"image_id":42,"category_id":17,"bbox":[1e308,2,1e308,4],"score":0.5}]""", "detection 1: it needs four finite numbers")]
    [InlineData("""[{"image_id":42,"category_id":17,"bbox":[1,2,3,4],"score":1e300}]""", "detection 1: it needs four finite numbers")]
    [InlineData("""[{"image_id":42,"category_id":17,"bbox":[1,2,3,4]}]""", "score")]
    [InlineData("""[{"image_id":42,"image_id":7,"category_id":17,"bbox":[1,2,3,4],"score":0.5}]""", "image_id")]
    [InlineData("""[{"image_id":"42","category_id":17,"bbox":[1,2,3,4],"score":0.5}]""", "image_id")]
    [InlineData("""[null]""", "it is null")]
    [InlineData("""{"annotations": []}""", "is not a list of detections")]
    [InlineData("""[{"image_id":42,"category_id":17,"bbox":[1,2,3,4],"score":NaN}]""", "is not a list of detections")]
    [InlineData("""[{"image_id":42""", "is not a list of detections")]
    [InlineData("", "is not a list of detections")]
    public async Task A_file_that_does_not_fit_is_refused_in_a_line(string json, string reason)
    {
        var error = await Assert.ThrowsAsync<EvaluationException>(() => Read(json));
        Assert.Contains(reason, error.Message);
        Assert.Contains("results.json", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("LineNumber", error.Message);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named() =>
        Assert.Contains("nowhere.json", (await Assert.ThrowsAnyAsync<IOException>(() => CocoResults.ReadAsync("nowhere.json", Dataset, cancellationToken: TestContext.Current.CancellationToken))).Message);

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var seed = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"image_id\":42,\"category_id\":17,\"bbox\":[1,2,{i},4.5],\"score\":0.{i}}}")))}]");
        using var folder = new TempFolder();
        var path = folder.File("results.json");
        var refused = HostileInput.Check<EvaluationException>(
            Mutations.Create(seed, 600, seed: 1),
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                CocoResults.ReadAsync(path, Dataset).GetAwaiter().GetResult();
            }, multiple: 64);
        Assert.InRange(refused, 100, 599);
    }

    static async Task<CocoResults> Read(string json, DetectionDataset? dataset = null, DetectionDataset? whole = null)
    {
        using var folder = new TempFolder();
        var path = folder.File("results.json");
        await File.WriteAllTextAsync(path, json, TestContext.Current.CancellationToken);
        return await CocoResults.ReadAsync(path, dataset ?? Dataset, whole, TestContext.Current.CancellationToken);
    }
}
