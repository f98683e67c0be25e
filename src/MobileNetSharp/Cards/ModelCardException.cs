namespace MobileNetSharp.Cards;

/// <summary>The parts of a model card.</summary>
public enum ModelCardPart
{
    /// <summary>The JSON of card and graph as a whole.</summary>
    Document,

    /// <summary><see cref="ModelCard.Task"/>.</summary>
    Task,

    /// <summary><see cref="ModelCard.Outputs"/>.</summary>
    Outputs,

    /// <summary><see cref="ModelCard.Labels"/>.</summary>
    Labels,

    /// <summary><see cref="ModelCard.Preprocessing"/>.</summary>
    Preprocessing,

    /// <summary>Height and width of the input, which the file leaves free.</summary>
    InputSize,

    /// <summary><see cref="ModelCard.ScoreCalibration"/>.</summary>
    ScoreCalibration,

    /// <summary><see cref="ModelCard.BoxDecoding"/>.</summary>
    BoxDecoding,
}

/// <summary>A part of a model's card is missing, invalid, or does not fit the graph. The weights may well be sound: another card, or labels and preprocessing given when it is loaded, make the model usable.</summary>
public sealed class ModelCardException : ModelFormatException
{
    /// <summary>A fault in a part of the card.</summary>
    public ModelCardException(ModelCardPart part, string fault, Exception? inner = null)
        : this(part, fault, inner, null)
    {
    }

    ModelCardException(ModelCardPart part, string fault, Exception? inner, string? path)
        : base(fault, inner, path, null) => Part = part;

    /// <summary>The part that is at fault.</summary>
    public ModelCardPart Part { get; }

    /// <inheritdoc/>
    public override ModelFormatException In(string path) =>
        Path is null ? new ModelCardException(Part, Fault, InnerException ?? this, path) : this;
}
