using System.Numerics;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Datasets.Tests;

public class ShapesDatasetTests
{
    [Fact]
    public void An_image_is_a_function_of_seed_and_number_alone()
    {
        var dataset = new ShapesDataset(100, seed: 5);
        Assert.Equal(dataset.Load(42).Pixels, new ShapesDataset(10, seed: 5, first: 40).Load(2).Pixels);
        Assert.NotEqual(dataset.Load(42).Pixels.ToArray(), dataset.Load(52).Pixels.ToArray());
        Assert.NotEqual(dataset.Load(42).Pixels.ToArray(), new ShapesDataset(100, seed: 6).Load(42).Pixels.ToArray());
    }

    [Fact]
    public void There_are_ten_classes_with_equally_many_images_of_unique_names()
    {
        var dataset = new ShapesDataset(200, first: 1005, size: 96);
        Assert.Equal(Enumerable.Repeat(20, 10), dataset.CountByStratum());
        Assert.Equal(200, Enumerable.Range(0, 200).Select(dataset.NameOf).Distinct().Count());
        Assert.Equal(dataset.ClassNames.Order(StringComparer.Ordinal), dataset.ClassNames); // as a folder of them has it
        Assert.Equal((96, 96), (dataset.Load(3).Width, dataset.Load(3).Height));
    }

    /// <summary>What makes the demo worth showing: pixels alone do not tell the classes.</summary>
    [Fact]
    public void A_linear_model_on_pixels_learns_its_images_but_stays_below_40_percent_on_unseen_ones()
    {
        var splits = ShapesDataset.Splits(2000, 500);
        var model = new LinearModel(64 * 64 * 3, splits.Train.Strata.Count);
        for (var epoch = 0; epoch < 15; epoch++)
        {
            foreach (var index in Sampler.Shuffled(splits.Train.Count, seed: 1).Epoch(epoch))
                model.Learn(Pixels(splits.Train, index), splits.Train.TargetOf(index), learningRate: 2e-4f);
        }

        Assert.InRange(Accuracy(splits.Train), 0.4, 1);
        Assert.InRange(Accuracy(splits.Validation), 0.05, 0.4);

        double Accuracy(Dataset<int> images) => Enumerable.Range(0, images.Count)
            .Average(index => model.Predict(Pixels(images, index)) == images.TargetOf(index) ? 1.0 : 0);
    }

    static readonly Dictionary<string, float[]> Drawn = [];

    static float[] Pixels(Dataset<int> dataset, int index)
    {
        if (!Drawn.TryGetValue(dataset.NameOf(index), out var pixels))
            Drawn.Add(dataset.NameOf(index), pixels = [.. dataset.Load(index).Pixels.ToArray().Select(level => (level - 127.5f) / 127.5f)]);
        return pixels;
    }

    /// <summary>Softmax regression by stochastic gradient descent.</summary>
    sealed class LinearModel(int features, int classes)
    {
        readonly float[][] weights = [.. Enumerable.Range(0, classes).Select(_ => new float[features])];
        readonly float[] biases = new float[classes];

        public void Learn(float[] x, int label, float learningRate)
        {
            var probabilities = Softmax(x);
            for (var c = 0; c < classes; c++)
            {
                var step = -learningRate * (probabilities[c] - (c == label ? 1 : 0));
                biases[c] += step;
                for (var i = 0; i < features; i += Vector<float>.Count)
                    (new Vector<float>(weights[c], i) + (step * new Vector<float>(x, i))).CopyTo(weights[c], i);
            }
        }

        public int Predict(float[] x)
        {
            var probabilities = Softmax(x);
            return Array.IndexOf(probabilities, probabilities.Max());
        }

        float[] Softmax(float[] x)
        {
            var logits = new float[classes];
            for (var c = 0; c < classes; c++)
            {
                var sum = Vector<float>.Zero;
                for (var i = 0; i < features; i += Vector<float>.Count)
                    sum += new Vector<float>(weights[c], i) * new Vector<float>(x, i);
                logits[c] = Vector.Sum(sum) + biases[c];
            }

            var largest = logits.Max();
            var exponentials = logits.Select(logit => MathF.Exp(logit - largest)).ToArray();
            var total = exponentials.Sum();
            return [.. exponentials.Select(value => value / total)];
        }
    }
}
