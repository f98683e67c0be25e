using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Fuzz;

/// <summary>Decodes what a detector out of a file yields, whatever its numbers are.</summary>
static class DecodedBoxes
{
    static readonly Size Image = new(480, 640);

    /// <summary>Boxes are within the image, the best first, of classes that there are; and a decoder gives the same again.</summary>
    public static void Check(Model model)
    {
        if (model.Card.BoxDecoding is null)
            return;
        var head = DetectorHead.FromModel(model);
        var decoder = head.CreateDecoder();
        var detector = head.Select(model);
        if (detector.Graph.Inputs.Concat(detector.Graph.Outputs.Select(output => output.Node)).Any(node => node.ElementType != ElementType.Float32))
            return;
        var outputs = BothEngines.Fast(detector, BothEngines.Inputs(detector.Graph), VectorWidths.Choose());
        var found = decoder.Decode(outputs, 0, Image).ToArray();
        for (var i = 0; i < found.Length; i++)
        {
            var (box, c, score) = found[i];
            if (!(box.Area > 0 && box == box.Clip(Image.Width, Image.Height) && score >= (float)decoder.Suppression.ScoreThreshold && (i == 0 || score <= found[i - 1].Score)) || c < 0 || c >= head.Labels.Length)
                throw new EngineFault($"Detection {i} is {found[i]}\n{detector.Graph}");
        }

        if (!decoder.Decode(outputs, 0, Image).SequenceEqual(found))
            throw new EngineFault($"Decoded again, the detections are others\n{detector.Graph}");
    }
}
