using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Vision.Tests.Verification;

public class DeepLabTests
{
    /// <summary>Dilated convolutions, resizing with aligned corners and ASPP: every pixel has the class that Google published.</summary>
    [Fact]
    public void DeepLab_gives_Googles_golden_mask()
    {
        using var model = ModelFile.Load(SharedData.Path("models/deeplabv3_mnv2_dm05_pascal_257_float.tflite"));
        using var engine = new Engine(model);
        using var session = engine.CreateSession();
        var (input, scores) = (new float[257 * 257 * 3], new float[257 * 257 * 21]);
        var picture = RgbImage.Load(SharedData.Path("images/segmentation_input_rotation0.jpg"));
        ImagePreprocessor.Prepare(picture, Preprocessing.TensorFlow with { CropFraction = 1 }, 257, 257, input);
        session.Run(input, scores, TestContext.Current.CancellationToken);

        var golden = RgbImage.Load(SharedData.Path("images/segmentation_golden_rotation0.png"));
        var wrong = 0;
        for (var pixel = 0; pixel < 257 * 257; pixel++)
        {
            var classes = scores.AsSpan(pixel * 21, 21);
            var best = 0;
            for (var i = 1; i < 21; i++)
                best = classes[i] > classes[best] ? i : best;
            wrong += golden.Pixels[3 * pixel] == 10 * best ? 0 : 1;
        }

        Assert.Equal(0, wrong);
    }
}
