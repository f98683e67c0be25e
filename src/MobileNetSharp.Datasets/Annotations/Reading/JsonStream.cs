using System.Text;
using System.Text.Json;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>Reads a JSON file of any length token by token, in memory for the longest token.</summary>
sealed class JsonStream : IDisposable
{
    /// <summary>An image inside the JSON is one token.</summary>
    const int MaxTokenBytes = 384 << 20;

    /// <summary>Ids beyond are not exact in every program.</summary>
    public const long MaxId = 1L << 53;

    const int NameSlots = 128;

    readonly Stream file;
    readonly string path;
    readonly (byte[] Utf8, string Text)[] names = new (byte[], string)[NameSlots];
    readonly List<HashSet<string>> seenAt = [];
    byte[] buffer = new byte[64 << 10];
    JsonReaderState state;
    long bufferStart;
    int at, length, tokenStart, tokenEnd;
    bool isFinal;

    public JsonStream(Stream file, string path)
    {
        (this.file, this.path) = (file, path);
        Fill();
        if (buffer.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble))
            at = Encoding.UTF8.Preamble.Length;
    }

    public JsonTokenType Type { get; private set; }

    /// <summary>Where the value of a text token begins in the file, after its quote, and its bytes.</summary>
    public (long Start, long Length) TextPlace => (bufferStart + tokenStart + 1, tokenEnd - tokenStart - 2);

    int Depth { get; set; }

    bool IsStart => Type is JsonTokenType.StartObject or JsonTokenType.StartArray;

    ReadOnlySpan<byte> Token => buffer.AsSpan(tokenStart, tokenEnd - tokenStart);

    public void Dispose() => file.Dispose();

    /// <summary>Moves to the next token; false at the end of the file.</summary>
    public bool Read()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(at, length - at), isFinal, state);
            try
            {
                if (reader.Read())
                {
                    (Type, Depth, state) = (reader.TokenType, reader.CurrentDepth, reader.CurrentState);
                    tokenStart = at + (int)reader.TokenStartIndex;
                    tokenEnd = tokenStart + reader.ValueSpan.Length + (Type is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0);
                    at += (int)reader.BytesConsumed;
                    return true;
                }
            }
            catch (JsonException e)
            {
                throw Fault($"not valid JSON: {Reason(e)}", e);
            }

            if (isFinal)
                return false;
            (state, at) = (reader.CurrentState, at + (int)reader.BytesConsumed);
            Fill();
        }
    }

    /// <summary>The properties of the object that begins here. At each, its value is the current token; what is not read of it is skipped.</summary>
    /// <param name="isMap">Whether the names are keys, of any number, which nobody looks at.</param>
    /// <exception cref="DatasetException">A name is there twice.</exception>
    public IEnumerable<string> Properties(bool isMap = false)
    {
        Expect(JsonTokenType.StartObject, "an object");
        var depth = Depth;
        var seen = isMap ? null : Seen(depth);
        while (Read() && Type == JsonTokenType.PropertyName)
        {
            var name = Name();
            if (seen?.Add(name) == false)
                throw Fault($"'{PrintableText.Line(name, 80)}' is there twice");
            Read();
            yield return name;
            SkipRest(depth + 1);
        }
    }

    /// <summary>The elements of the array that begins here, by number from 0; each is the current token in its turn.</summary>
    public IEnumerable<int> Elements()
    {
        Expect(JsonTokenType.StartArray, "an array");
        var depth = Depth;
        for (var index = 0; Read() && !(Type == JsonTokenType.EndArray && Depth == depth); index++)
        {
            yield return index;
            SkipRest(depth + 1);
        }
    }

    /// <summary>A text; null for null.</summary>
    public string? Text()
    {
        if (Type == JsonTokenType.Null)
            return null;
        Expect(JsonTokenType.String, "a text");
        return Unescaped();
    }

    /// <summary>A text, or a number as it is written.</summary>
    public string? TextOrNumber() => Type == JsonTokenType.Number ? Encoding.UTF8.GetString(Token) : Text();

    /// <summary>A number, also in quotes; not a number for null and for a text that is none.</summary>
    public double Number()
    {
        if (Type == JsonTokenType.Null)
            return double.NaN;
        if (Type is JsonTokenType.True or JsonTokenType.False)
            return Type == JsonTokenType.True ? 1 : 0;
        if (Type is not (JsonTokenType.Number or JsonTokenType.String))
            throw Fault($"expected a number, found {Type}");
        var token = Type == JsonTokenType.String ? Token[1..^1] : Token;
        return double.TryParse(token, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    public bool Flag() => Number() is not (0 or double.NaN);

    /// <summary>An id: a whole number, also in quotes; null where it is none.</summary>
    public long? Id() => Number() is var number && Math.Abs(number) < MaxId && number == Math.Floor(number) ? (long)number : null;

    /// <summary>The numbers of the array that begins here, in <paramref name="memory"/> if it is given.</summary>
    public List<double> Numbers(List<double>? memory = null)
    {
        var numbers = memory ?? [];
        numbers.Clear();
        foreach (var _ in Elements())
            numbers.Add(IsStart ? double.NaN : Number());
        return numbers;
    }

    public DatasetException Fault(string fault, Exception? innerException = null) => new($"{path}: byte {bufferStart + tokenStart}: {fault}.", innerException);

    /// <summary>What is wrong, without the place, which counts from the buffer's begin.</summary>
    static string Reason(JsonException e) => e.Message.ReplaceLineEndings(" ").Split(" LineNumber: ")[0].TrimEnd('.');

    void Expect(JsonTokenType type, string what)
    {
        if (Type != type)
            throw Fault($"expected {what}, found {Type}");
    }

    /// <summary>An empty set for an object at a depth, the one of the object before it unless that is large.</summary>
    HashSet<string> Seen(int depth)
    {
        while (seenAt.Count <= depth)
            seenAt.Add(new(StringComparer.Ordinal));
        if (seenAt[depth].Count > NameSlots)
            seenAt[depth] = new(StringComparer.Ordinal);
        seenAt[depth].Clear();
        return seenAt[depth];
    }

    void SkipRest(int depth)
    {
        while (Depth > depth || (IsStart && Depth == depth))
        {
            if (!Read())
                return;
        }
    }

    string Unescaped()
    {
        var reader = new Utf8JsonReader(Token);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Fault("a text that is not valid Unicode", e);
        }
    }

    /// <summary>A property's name; those that come again are not made anew.</summary>
    string Name()
    {
        var token = Token;
        ref var slot = ref names[((token.Length * 31) + (token[1] * 7) + token[^2]) % NameSlots];
        if (slot.Utf8 is null || !token.SequenceEqual(slot.Utf8))
            slot = (token.ToArray(), Unescaped());
        return slot.Text;
    }

    void Fill()
    {
        var rest = length - at;
        if (rest == buffer.Length)
        {
            if (rest >= MaxTokenBytes)
                throw Fault($"a value of more than {MaxTokenBytes >> 20} MiB");
            Array.Resize(ref buffer, Math.Min(2 * rest, MaxTokenBytes));
        }
        else if (at > 0)
        {
            buffer.AsSpan(at, rest).CopyTo(buffer);
        }

        (bufferStart, at, length, tokenStart, tokenEnd) = (bufferStart + at, 0, rest, 0, 0);
        var read = file.Read(buffer, length, buffer.Length - length);
        length += read;
        isFinal = read == 0;
    }
}
