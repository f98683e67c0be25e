using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Vision.Tests.Verification;

public class KerasTests
{
    static readonly string[] TeachableLabels = ["cardboard", "plastic", "glass", "metal"];

    /// <summary>The same weights in Keras's file and in TFLite's.</summary>
    [Fact]
    public void A_Keras_model_gives_what_its_TFLite_conversion_gives()
    {
        using var keras = ModelFile.Load(SharedData.Path("models/vww_96.h5"));
        using var tflite = ModelFile.Load(SharedData.Path("models/vww_96_float.tflite"));
        foreach (var path in Directory.EnumerateFiles(SharedData.Path("images/imagenet125")).Order(StringComparer.Ordinal).Take(20))
        {
            var input = new float[96 * 96 * 3];
            ImagePreprocessor.Prepare(RgbImage.Load(path), Cards.Preprocessing.Parse("scale=1/255"), 96, 96, input);
            var (expected, found) = (Run(tflite, input), Run(keras, input));
            Assert.True(Math.Abs(expected[0] - expected[1]) > 1e-3, "An output without a decision would agree with anything.");
            Assert.Equal(expected[0], found[0], 1e-5f);
            Assert.Equal(expected[1], found[1], 1e-5f);
        }
    }

    /// <summary>Nothing but the file and its labels beside it, as they are downloaded. Values of eng/run_teachable_machine.py.</summary>
    [Theory]
    [InlineData("burger.jpg", 0.010927, 0.000037, 0.001022, 0.988014)]
    [InlineData("cats_and_dogs.jpg", 0.986043, 0.000054, 0.000090, 0.013814)]
    [InlineData("imagenet125/n01560419_bulbul.JPEG", 0.800138, 0.001650, 0.000338, 0.197875)]
    [InlineData("imagenet125/n02229544_cricket.JPEG", 0.999834, 0.000000, 0.000166, 0.000000)]
    [InlineData("imagenet125/n04485082_tripod.JPEG", 0.027875, 0.000588, 0.953150, 0.018387)]
    public void A_model_of_Teachable_Machine_classifies_as_its_own_program(string image, params double[] expected)
    {
        using var classifier = ImageClassifier.Load(SharedData.Path("models/teachable/keras_model.h5"));
        foreach (var score in classifier.Classify(SharedData.Path($"images/{image}"), top: 4).Top)
        {
            Assert.Equal(TeachableLabels[score.Index], score.Label);
            Assert.Equal(expected[score.Index], score.Probability, 1e-4);
        }
    }

    static float[] Run(Model model, float[] input)
    {
        using var engine = new Engine(model);
        using var session = engine.CreateSession();
        var output = new float[2];
        session.Run(input, output, TestContext.Current.CancellationToken);
        return output;
    }
}
