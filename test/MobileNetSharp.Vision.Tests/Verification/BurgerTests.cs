using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Vision.Tests.Verification;

public class BurgerTests
{
    /// <summary>TensorFlow's published result is 0.73997 for the original weights; 0.73974 was measured for this file.</summary>
    [Fact]
    public void TensorFlows_resize_gives_TensorFlows_published_probability()
    {
        var whole = Preprocessing.TensorFlow with { CropFraction = 1, Interpolation = Interpolation.TensorFlowBilinear };
        using var classifier = ImageClassifier.Load(
            SharedData.Path("models/mobilenet_v2_1.0_224_float.onnx"), new ReadOptions { Preprocessing = whole });
        var best = classifier.Classify(SharedData.Path("images/burger.jpg")).Best;
        Assert.Equal((934, "cheeseburger"), (best.Index, best.Label));
        Assert.Equal(0.73974, best.Probability, 0.001);
    }
}
