using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Detection;
using MobileNetSharp.Files;
using MobileNetSharp.Graphs.Json;

namespace MobileNetSharp.Cards;

/// <summary>How the outputs of a detector become boxes with classes and scores: the anchors, the code of a box, and what is left out.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SsdDecoding), "ssd")]
[JsonDerivedType(typeof(YoloV2Decoding), "yolov2")]
public abstract record BoxDecoding
{
    private protected BoxDecoding()
    {
    }

    /// <summary>Which of the boxes that overlap are kept.</summary>
    public Suppression Suppression { get; init => field = value ?? field; } = new();

    /// <summary>From the JSON object that a model card has under <c>boxDecoding</c>.</summary>
    /// <exception cref="ModelCardException">The JSON is invalid, or a field is missing or out of range.</exception>
    public static BoxDecoding FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var decoding = StrictJson.Read(
            json, text => JsonSerializer.Deserialize(text, ModelJsonContext.Default.BoxDecoding), (reason, e) => new ModelCardException(ModelCardPart.BoxDecoding, $"The box decoding is invalid: {reason}", e));
        return decoding.Fault() is { } fault
            ? throw new ModelCardException(ModelCardPart.BoxDecoding, $"The box decoding is invalid: {fault}.")
            : decoding;
    }

    /// <summary>What is wrong with it; null if nothing.</summary>
    internal abstract string? Fault();
}

/// <summary>SSD's and SSDLite's: outputs of kind <see cref="OutputKind.Boxes"/> are coded relative to the anchors; those of the scores have a value for each class and anchor.</summary>
public sealed record SsdDecoding : BoxDecoding
{
    /// <summary>Where the anchors are, in the order of the outputs.</summary>
    public required AnchorTable Anchors { get; init; }

    /// <summary>How a box is coded relative to its anchor.</summary>
    public BoxCoder Coder { get; init => field = value ?? field; } = new();

    /// <summary>How logits become scores; what it says does not matter where the output has probabilities.</summary>
    public ScoreFunction ScoreFunction { get; init; } = ScoreFunction.Sigmoid;

    /// <summary>Whether the first score of each anchor is the background's, which is not one of the card's labels.</summary>
    public bool HasBackground { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"SSD, {Anchors}, scores by {ScoreFunction}, {(HasBackground ? "with" : "without")} background; {Suppression}");

    internal override string? Fault() => Anchors.Fault() ?? Coder.Fault() ?? Suppression.Fault()
        ?? (Enum.IsDefined(ScoreFunction) ? null : $"there is no score function {ScoreFunction}");
}

/// <summary>How the logits of an anchor's classes become scores.</summary>
public enum ScoreFunction
{
    /// <summary>Each class on its own (TensorFlow's object_detection).</summary>
    Sigmoid,

    /// <summary>All classes and the background together (Caffe's SSD, torchvision).</summary>
    Softmax,
}
