using MobileNetSharp.Cards;

namespace MobileNetSharp.Formats;

/// <summary>The card of a foreign model file, from what its reader was told; never guessed.</summary>
static class KnownModels
{
    /// <summary>The model's card with what the options say in place of what the file says.</summary>
    public static ModelCard Describe(Model model, ReadOptions options)
    {
        var card = model.Card;
        return card with
        {
            Labels = options.Labels ?? card.Labels,
            Preprocessing = options.Preprocessing ?? card.Preprocessing,
        };
    }
}
