using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// Reads the pickles that torch.save writes for tensors (protocol 2) and nothing else: some thirty opcodes, the names of
/// <see cref="PickleGlobal"/>, no recursion, and bounds on stack and objects. Opcodes: Python's Lib/pickletools.py.
/// </summary>
sealed class Unpickler(ReadOnlyMemory<byte> file, int start, int length, Func<object?[], TorchStorage> storageOf)
{
    /// <summary>Python's pickler puts at most 1000 entries on the stack before it stores them.</summary>
    const int MaxStack = 10_000;

    /// <summary>torch.save takes about twelve bytes per object.</summary>
    const int BytesPerObject = 4;

    const int MaxNameBytes = 256;

    static readonly object True = true, False = false;
    static readonly object[] SmallIntegers = [.. Enumerable.Range(0, 256).Select(number => (object)(long)number)];
    static readonly object?[] EmptyTuple = [];

    readonly List<object?> stack = [];
    readonly List<int> marks = [];
    readonly List<object?> memo = [];
    readonly int end = start + length;
    int objectsLeft = (length / BytesPerObject) + 1000;

    /// <summary>The offset in the file after what was read.</summary>
    public int Position { get; private set; } = start;

    int Floor => marks.Count == 0 ? 0 : marks[^1];

    /// <summary>The object of one pickle, up to its STOP. Throws <see cref="ModelFormatException"/>.</summary>
    public object? Load()
    {
        while (true)
        {
            var at = Position;
            var opcode = (char)Bytes(1)[0];
            if (opcode == '.')
                return stack.Count == 1 && marks.Count == 0 ? stack[0] : throw Fault("The pickle stops in the middle");
            if (!Change(opcode))
                Push(Value(opcode, at));
        }
    }

    /// <summary>The opcodes that change what is on the stack.</summary>
    bool Change(char opcode)
    {
        switch (opcode)
        {
            case '\x80': // PROTO
                if (Bytes(1)[0] is var protocol and not 2)
                    throw Fault($"The pickle has protocol {protocol}; torch.save writes 2");
                return true;
            case '(': // MARK
                marks.Add(marks.Count < MaxStack ? stack.Count : throw Fault("The pickle is nested too deeply"));
                return true;
            case 'q' or 'r': // BINPUT, LONG_BINPUT
                Memorize(opcode == 'q' ? Bytes(1)[0] : Int32());
                return true;
            case 'a': // APPEND
                Append(PopLast(1));
                return true;
            case 'e': // APPENDS
                Append(PopToMark());
                return true;
            case 's': // SETITEM
                SetItems(PopLast(2));
                return true;
            case 'u': // SETITEMS
                SetItems(PopToMark());
                return true;
            case 'b': // BUILD: the attributes of an OrderedDict, such as _metadata, say nothing about the tensors
                Pop();
                return Top() is PickleDict ? true : throw Fault("The pickle gives attributes to something that has none");
            default:
                return false;
        }
    }

    /// <summary>The opcodes that put a value on the stack.</summary>
    object? Value(char opcode, int at) => opcode switch
    {
        'N' => null,
        '\x88' => True,
        '\x89' => False,
        'K' => SmallIntegers[Bytes(1)[0]], // BININT1
        'M' => New((object)(long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))), // BININT2
        'J' => New((object)(long)Int32()), // BININT
        '\x8a' => New((object)Long(Bytes(Bytes(1)[0]))), // LONG1
        'G' => New((object)BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))), // BINFLOAT
        'X' => New(Encoding.UTF8.GetString(Bytes(Int32()))), // BINUNICODE
        'U' => New(Encoding.Latin1.GetString(Bytes(Bytes(1)[0]))), // SHORT_BINSTRING, from Python 2
        ')' => EmptyTuple,
        '\x85' => New(PopLast(1)), // TUPLE1
        '\x86' => New(PopLast(2)),
        '\x87' => New(PopLast(3)),
        't' => New(PopToMark()), // TUPLE
        ']' => New(new List<object?>()),
        '}' => New(new PickleDict()),
        'h' => Remembered(Bytes(1)[0]), // BINGET
        'j' => Remembered(Int32()), // LONG_BINGET
        'c' => Global(),
        'R' => Reduce(),
        'Q' => Pop() is object?[] id ? storageOf(id) : throw Fault("The pickle's persistent id is not a tuple"), // BINPERSID
        _ => throw new ModelFormatException($"The pickle has the opcode 0x{(int)opcode:x2}, which no checkpoint of tensors needs.", at),
    };

    PickleGlobal Global()
    {
        var name = $"{Line()}.{Line()}";
        return PickleGlobal.Find(name)
            ?? throw Fault($"The pickle refers to Python's '{name}', which is refused: a state dict holds tensors (float32, float16, bfloat16, int8, uint8, int32, int64) and nothing else, saved with torch.save(model.state_dict())");
    }

    object Reduce()
    {
        var (arguments, callee) = (Pop() as object?[], Pop() as PickleGlobal);
        if (callee == PickleGlobal.OrderedDict && arguments is [])
            return New(new PickleDict());
        if (callee == PickleGlobal.RebuildTensor && arguments is [TorchStorage storage, long offset, object?[] size, object?[] stride, ..])
            return New(new StridedTensor(storage, offset, size, stride));
        return callee == PickleGlobal.RebuildParameter && arguments is [StridedTensor view, ..]
            ? view
            : throw Fault($"The pickle calls '{callee?.Name}' with other arguments than torch.save writes");
    }

    void Append(object?[] items)
    {
        if (Top() is not List<object?> list)
            throw Fault("The pickle appends to something that is not a list");
        list.AddRange(items);
    }

    void SetItems(object?[] items)
    {
        if (Top() is not PickleDict dict || items.Length % 2 != 0)
            throw Fault("The pickle sets items of something that is not a dictionary");
        for (var i = 0; i < items.Length; i += 2)
            dict.Add(items[i], items[i + 1]);
    }

    /// <summary>Python numbers what it remembers in order; so do we, and a list suffices.</summary>
    void Memorize(int index)
    {
        if (index == memo.Count)
            memo.Add(Top());
        else if (index >= 0 && index < memo.Count)
            memo[index] = Top();
        else
            throw Fault($"The pickle remembers an object under {index} after {memo.Count} others");
    }

    object? Remembered(int index) => index >= 0 && index < memo.Count
        ? memo[index]
        : throw Fault($"The pickle recalls the object {index} of {memo.Count}");

    T New<T>(T value) => objectsLeft-- > 0 ? value : throw Fault("The pickle makes more objects than its size warrants");

    void Push(object? value) => stack.Add(stack.Count < MaxStack ? value : throw Fault("The pickle fills the stack"));

    object? Top() => stack.Count > Floor ? stack[^1] : throw Fault("The pickle takes from an empty stack");

    object? Pop()
    {
        var top = Top();
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    object?[] PopLast(int count) => stack.Count - Floor >= count
        ? PopFrom(stack.Count - count)
        : throw Fault("The pickle takes from an empty stack");

    object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw Fault("The pickle looks for a mark that is not there");
        var mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return PopFrom(mark);
    }

    object?[] PopFrom(int first)
    {
        var items = new object?[stack.Count - first];
        stack.CopyTo(first, items, 0, items.Length);
        stack.RemoveRange(first, items.Length);
        return items;
    }

    string Line()
    {
        var rest = file.Span[Position..Math.Min(end, Position + MaxNameBytes)];
        var newline = rest.IndexOf((byte)'\n');
        if (newline < 0)
            throw Fault("The pickle has a name without an end");
        Position += newline + 1;
        return Encoding.Latin1.GetString(rest[..newline]);
    }

    int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));

    long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
            throw Fault($"The pickle has an integer of {bytes.Length} bytes");
        var value = bytes.Length > 0 && (sbyte)bytes[^1] < 0 ? -1L : 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > end - Position)
            throw Fault("The pickle is cut off");
        var bytes = file.Span.Slice(Position, count);
        Position += count;
        return bytes;
    }

    ModelFormatException Fault(string fault) => new($"{fault}.", Position);
}
