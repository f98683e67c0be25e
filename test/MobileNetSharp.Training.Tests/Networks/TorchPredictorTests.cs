using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;

namespace MobileNetSharp.Training.Tests.Networks;

public class TorchPredictorTests
{
    static readonly ShapesDataset Shapes = new(11, size: 40);

    [Theory]
    [InlineData(OutputKind.Logits)]
    [InlineData(OutputKind.Probabilities)]
    public void Torch_and_the_engine_say_the_same_of_every_image(OutputKind kind)
    {
        using var model = Model(kind);
        using var engine = ClassifierDecoder.CreatePredictor(model);
        using var torch = new TorchPredictor<ClassProbabilities>(model, engine.Decoder);
        Assert.Equal("torch", torch.Name);
        var probabilities = new List<float>();
        foreach (var batch in Batches(engine))
        {
            var (expected, found) = (Flat(engine.Predict(batch)), Flat(torch.Predict(batch)));
            Assert.InRange(Run.Error(expected, found), 0, 1e-4);
            probabilities.AddRange(found);
        }

        Assert.Equal(Shapes.Count * Shapes.ClassNames.Count, probabilities.Count);
        Assert.True(probabilities.Distinct().Count() > probabilities.Count / 2);
    }

    [Fact]
    public void It_takes_as_many_threads_as_it_is_given_on_whichever_thread_it_is_called()
    {
        using var model = Model(OutputKind.Logits);
        using var engine = ClassifierDecoder.CreatePredictor(model);
        using var torch = new TorchPredictor<ClassProbabilities>(model, engine.Decoder, new TrainingOptions { Threads = 3 });
        var batch = Batches(engine).First();
        var taken = 0;
        var caller = new Thread(() =>
        {
            TorchSharp.torch.set_num_threads(1);
            torch.Predict(batch);
            taken = TorchSharp.torch.get_num_threads();
        });
        caller.Start();
        caller.Join();
        Assert.Equal(3, taken);
    }

    static IEnumerable<Batch> Batches(EnginePredictor<ClassProbabilities> predictor) => new BatchLoader<int>(
        Shapes, Sampler.Sequential(Shapes.Count), new LoaderOptions(predictor.Decoder.InputSize, predictor.Decoder.Preprocessing) { BatchSize = 4 }).Epoch(0, cancellationToken: TestContext.Current.CancellationToken);

    static float[] Flat(IReadOnlyList<ClassProbabilities> predictions) => [.. predictions.SelectMany(prediction => prediction.Values.ToArray())];

    static Model Model(OutputKind kind)
    {
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 32, Classes = Shapes.ClassNames.Count });
        return new Model(graph, SpreadWeights.For(graph, seed: 1), new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", kind),
            Labels = [.. Shapes.ClassNames],
            Preprocessing = Preprocessing.TensorFlow,
        });
    }
}
