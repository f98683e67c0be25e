using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>
/// Turns the outputs of a detector into boxes in pixels of the image, the best first. Its memory serves image after image: nothing
/// is allocated after the first. For one thread at a time; made by <see cref="DetectorHead.CreateDecoder"/>.
/// </summary>
public abstract class BoxDecoder
{
    readonly CandidateSuppressor suppressor;
    readonly float[][] scoreValues;
    Size image;
    Box frame;

    private protected BoxDecoder(DetectorHead head, Suppression suppression, ScoreLayout layout)
    {
        (Head, Suppression) = (head, suppression);
        bool[] isUsed = [.. head.Labels.Select(label => !DetectorHead.IsUnused(label))];
        suppressor = new CandidateSuppressor(this, suppression, layout, isUsed);
        scoreValues = new float[layout.Blocks.Length][];
    }

    /// <summary>What is decoded.</summary>
    public DetectorHead Head { get; }

    /// <summary>Which of the boxes that overlap are kept.</summary>
    public Suppression Suppression { get; }

    /// <summary>The boxes that are found in an image which was stretched to the input; valid until the next call.</summary>
    /// <param name="outputs">The outputs of <see cref="DetectorHead.Select"/>'s model in their order, <c>(N,H,W,C)</c> each.</param>
    /// <param name="index">Which of the N images.</param>
    /// <param name="image">Its height and width in pixels.</param>
    public ReadOnlySpan<ScoredBox> Decode(IReadOnlyList<float[]> outputs, int index, Size image) =>
        Decode(outputs, index, image, new Box(0, 0, image.Width, image.Height));

    /// <summary>The boxes that are found in an image; valid until the next call.</summary>
    /// <param name="outputs">The outputs of <see cref="DetectorHead.Select"/>'s model in their order, <c>(N,H,W,C)</c> each.</param>
    /// <param name="index">Which of the N images.</param>
    /// <param name="image">Its height and width in pixels.</param>
    /// <param name="frame">The part of the image that the input shows, in pixels of the image: less than the image after a crop, and more where a border was filled.</param>
    /// <param name="cancellationToken">Stops between some candidates.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public ReadOnlySpan<ScoredBox> Decode(IReadOnlyList<float[]> outputs, int index, Size image, Box frame, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var (boxes, scores) = (Head.BoxOutputs, Head.ScoreOutputs);
        if (outputs.Count != boxes.Length + scores.Length)
            throw new ArgumentException($"The detector has {boxes.Length + scores.Length} outputs, {outputs.Count} are given.", nameof(outputs));
        for (var i = 0; i < outputs.Count; i++)
        {
            var output = i < boxes.Length ? boxes[i] : scores[i - boxes.Length];
            var length = output.Node.Shape.CountPerImage;
            if (index < 0 || (index + 1) * length > outputs[i].Length)
                throw new ArgumentException($"The output '{output.Name}' has {length} values for each image; there is no image {index} in {outputs[i].Length}.", nameof(index));
        }

        (this.image, this.frame) = (image, frame);
        Read(outputs, index);
        for (var i = 0; i < scoreValues.Length; i++)
            scoreValues[i] = outputs[boxes.Length == outputs.Count ? i : boxes.Length + i];
        return suppressor.Run(scoreValues, index, image, cancellationToken);
    }

    /// <summary>The box of an anchor in pixels of the image, clipped to it where that comes before the suppression.</summary>
    internal Box BoxOf(int anchor)
    {
        var share = ShareOf(anchor);
        var box = new Box(
            frame.Left + (share.Left * frame.Width), frame.Top + (share.Top * frame.Height),
            frame.Left + (share.Right * frame.Width), frame.Top + (share.Bottom * frame.Height));
        return Suppression.ClipsFirst ? box.Clip(image.Width, image.Height) : box;
    }

    /// <summary>Takes what <see cref="ShareOf"/> needs of an image's outputs.</summary>
    private protected abstract void Read(IReadOnlyList<float[]> outputs, int index);

    /// <summary>The box of an anchor as shares of the input.</summary>
    private protected abstract Box ShareOf(int anchor);

    /// <summary>The logarithm of what the exponential of a row's class logits is divided by, to become probabilities; for <see cref="ScoreScale.LogProbability"/>.</summary>
    internal virtual float Offset(ReadOnlySpan<float> row) => 0;
}

/// <summary>SSD's outputs: codes relative to anchors, and the scores of each anchor.</summary>
sealed class SsdBoxDecoder : BoxDecoder
{
    readonly BoxCoder coder;
    readonly float[] anchors;
    readonly float[] codes;

    public SsdBoxDecoder(DetectorHead head, SsdDecoding decoding, Suppression suppression)
        : base(head, suppression, Layout(head, decoding))
    {
        coder = decoding.Coder;
        anchors = decoding.Anchors.Create(head.InputSize);
        codes = new float[anchors.Length];
    }

    static ScoreLayout Layout(DetectorHead head, SsdDecoding decoding)
    {
        var channels = head.Labels.Length + (decoding.HasBackground ? 1 : 0);
        var scale = !head.YieldsLogits ? ScoreScale.Probability
            : decoding.ScoreFunction == ScoreFunction.Sigmoid ? ScoreScale.Logit : ScoreScale.LogProbability;
        return new([.. head.ScoreOutputs.Select(output => (int)(output.Node.Shape.CountPerImage / channels))], channels, channels - head.Labels.Length, scale);
    }

    private protected override void Read(IReadOnlyList<float[]> outputs, int index)
    {
        var next = 0;
        for (var i = 0; i < Head.BoxOutputs.Length; i++)
        {
            var length = (int)Head.BoxOutputs[i].Node.Shape.CountPerImage;
            outputs[i].AsSpan(index * length, length).CopyTo(codes.AsSpan(next));
            next += length;
        }
    }

    private protected override Box ShareOf(int anchor) => coder.Decode(codes.AsSpan(anchor * 4, 4), anchors.AsSpan(anchor * 4, 4));

    internal override float Offset(ReadOnlySpan<float> row) => LogSumExp.Of(row);
}
