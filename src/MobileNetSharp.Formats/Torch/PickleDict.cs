namespace MobileNetSharp.Formats.Torch;

/// <summary>A Python dictionary as the order of its entries; whoever reads it asks for what it needs and refuses repeated keys.</summary>
sealed class PickleDict
{
    static readonly List<KeyValuePair<object?, object?>> None = [];

    List<KeyValuePair<object?, object?>>? entries;

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => entries ?? None;

    public void Add(object? key, object? value) => (entries ??= []).Add(new(key, value));

    /// <summary>The value under a name, or null.</summary>
    public object? Find(string name)
    {
        foreach (var (key, value) in Entries)
        {
            if (key is string found && found == name)
                return value;
        }

        return null;
    }
}
