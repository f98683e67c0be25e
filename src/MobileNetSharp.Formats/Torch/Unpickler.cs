using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// Reads pickles of protocols 2 to 5 as data: no name is looked up, nothing is called, no recursion, and bounds on the stack and
/// on what is allocated. Opcodes: Python's Lib/pickletools.py.
/// </summary>
sealed class Unpickler(ReadOnlyMemory<byte> file, int start, int length, StorageTable storages, AllocationBudget budget)
{
    /// <summary>Python's pickler puts at most 1000 entries on the stack before it stores them.</summary>
    const int MaxStack = 10_000;

    const int MaxNameBytes = 256;

    /// <summary>What objects, numbers, arrays and the entries of growing collections take at most.</summary>
    const int ObjectBytes = 64, NumberBytes = 24, ArrayBytes = 24, ReferenceBytes = 8, ElementBytes = 32, EntryBytes = 64, FirstEntryBytes = 128;

    static readonly object True = true, False = false;
    static readonly object[] SmallIntegers = [.. Enumerable.Range(0, 256).Select(number => (object)(long)number)];
    static readonly object?[] EmptyTuple = [];

    readonly List<object?> stack = [];
    readonly List<int> marks = [];
    readonly List<object?> memo = [];
    readonly int end = start + length;

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
                if (Bytes(1)[0] is var protocol and not (>= 2 and <= 5))
                    throw Fault($"The pickle has protocol {protocol}; 2 to 5 can be read");
                return true;
            case '\x95': // FRAME
                Bytes(sizeof(long));
                return true;
            case '(': // MARK
                marks.Add(marks.Count < MaxStack ? stack.Count : throw Fault("The pickle is nested too deeply"));
                return true;
            case '0': // POP
                Pop();
                return true;
            case '1': // POP_MARK
                PopToMark();
                return true;
            case 'q' or 'r': // BINPUT, LONG_BINPUT
                Memorize(opcode == 'q' ? Bytes(1)[0] : Int32());
                return true;
            case '\x94': // MEMOIZE
                Memorize(memo.Count);
                return true;
            case 'a': // APPEND
                Append(PopLast(1));
                return true;
            case 'e' or '\x90': // APPENDS, ADDITEMS
                Append(PopToMark());
                return true;
            case 's': // SETITEM
                SetItems(PopLast(2));
                return true;
            case 'u': // SETITEMS
                SetItems(PopToMark());
                return true;
            case 'b': // BUILD
                SetState(Pop());
                return true;
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
        'M' => New((object)(long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)), NumberBytes), // BININT2
        'J' => New((object)(long)Int32(), NumberBytes), // BININT
        '\x8a' => Integer(Bytes(Bytes(1)[0])), // LONG1
        '\x8b' => Integer(Bytes(Int32())), // LONG4
        'G' => New((object)BinaryPrimitives.ReadDoubleBigEndian(Bytes(8)), NumberBytes), // BINFLOAT
        'X' => String(Encoding.UTF8, Bytes(Int32())), // BINUNICODE
        '\x8c' => String(Encoding.UTF8, Bytes(Bytes(1)[0])), // SHORT_BINUNICODE
        '\x8d' => String(Encoding.UTF8, Bytes(Int64())), // BINUNICODE8
        'U' => String(Encoding.Latin1, Bytes(Bytes(1)[0])), // SHORT_BINSTRING, from Python 2
        'T' => String(Encoding.Latin1, Bytes(Int32())), // BINSTRING
        'C' => Data(Bytes(1)[0]), // SHORT_BINBYTES
        'B' => Data(Int32()), // BINBYTES
        '\x8e' or '\x96' => Data(Int64()), // BINBYTES8, BYTEARRAY8
        ')' => EmptyTuple,
        '\x85' => PopLast(1), // TUPLE1
        '\x86' => PopLast(2),
        '\x87' => PopLast(3),
        't' or '\x91' => PopToMark(), // TUPLE, FROZENSET
        ']' or '\x8f' => New(new List<object?>(), ObjectBytes), // EMPTY_LIST, EMPTY_SET
        '}' => New(new PickleDict(), ObjectBytes),
        'h' => Remembered(Bytes(1)[0]), // BINGET
        'j' => Remembered(Int32()), // LONG_BINGET
        '2' => Top(), // DUP
        'c' => Global($"{Line()}.{Line()}"),
        '\x93' => PopLast(2) is [string module, string name] ? Global($"{module}.{name}") : throw Fault("The pickle names something without a name"), // STACK_GLOBAL
        'R' or '\x81' => Called(PopLast(2)), // REDUCE, NEWOBJ
        '\x92' => Called(PopLast(3)[..2]), // NEWOBJ_EX
        'Q' => Pop() is object?[] id ? storages.FromId(id, at) : throw Fault("The pickle's persistent id is not a tuple"), // BINPERSID
        _ => throw new ModelFormatException($"The pickle has the opcode 0x{(int)opcode:x2}, which no checkpoint of torch.save has.", at),
    };

    PickleGlobal Global(string name)
    {
        budget.Spend(ObjectBytes + (4 * sizeof(char) * (long)name.Length), Position);
        return PickleGlobal.Find(name) ?? new PickleGlobal(name);
    }

    object Called(object?[] call)
    {
        if (call is not [var callee, object?[] arguments])
            throw Fault("The pickle makes an object from arguments that are not a tuple");
        var copied = arguments is [List<object?> list] ? list.Count : 0; // into a dictionary of Python 2
        budget.Spend((2 * ObjectBytes) + (copied * (long)EntryBytes), Position);
        return TorchObjects.Of(callee, arguments)
            ?? throw Fault($"The pickle has a '{(callee as PickleGlobal)?.Name}' of other arguments than torch.save writes");
    }

    void SetState(object? state)
    {
        // The attributes of a dictionary, such as an OrderedDict's _metadata, say nothing about its entries.
        if (Top() is PickleObject target)
            target.State = state;
        else if (Top() is not PickleDict)
            throw Fault("The pickle gives attributes to something that has none");
    }

    void Append(object?[] items)
    {
        budget.Spend(ObjectBytes + (items.Length * (long)ElementBytes), Position);
        var list = Top() switch
        {
            List<object?> plain => plain,
            PickleObject derived => derived.Elements ??= [],
            _ => throw Fault("The pickle appends to something that is not a list"),
        };
        list.AddRange(items);
    }

    void SetItems(object?[] items)
    {
        var dict = Top() switch
        {
            PickleDict plain => plain,
            PickleObject derived => derived.Items ??= New(new PickleDict(), ObjectBytes),
            _ => null,
        };
        if (dict is null || items.Length % 2 != 0)
            throw Fault("The pickle sets items of something that is not a dictionary");
        budget.Spend((dict.Entries.Count == 0 ? FirstEntryBytes : 0) + (items.Length / 2 * (long)EntryBytes), Position);
        for (var i = 0; i < items.Length; i += 2)
            dict.Add(items[i], items[i + 1]);
    }

    /// <summary>Python numbers what it remembers in order; so do we, and a list suffices.</summary>
    void Memorize(int index)
    {
        if (index == memo.Count)
            memo.Add(New(Top(), ElementBytes));
        else if (index >= 0 && index < memo.Count)
            memo[index] = Top();
        else
            throw Fault($"The pickle remembers an object under {index} after {memo.Count} others");
    }

    object? Remembered(int index) => index >= 0 && index < memo.Count
        ? memo[index]
        : throw Fault($"The pickle recalls the object {index} of {memo.Count}");

    T New<T>(T value, long bytes)
    {
        budget.Spend(bytes, Position);
        return value;
    }

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
        var count = stack.Count - first;
        budget.Spend(ArrayBytes + (count * (long)ReferenceBytes), Position);
        var items = new object?[count];
        stack.CopyTo(first, items, 0, count);
        stack.RemoveRange(first, count);
        return items;
    }

    string Line()
    {
        var rest = file.Span[Position..Math.Min(end, Position + MaxNameBytes)];
        var newline = rest.IndexOf((byte)'\n');
        if (newline < 0)
            throw Fault("The pickle has a name without an end");
        Position += newline + 1;
        return String(Encoding.Latin1, rest[..newline]);
    }

    string String(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        budget.Spend(ArrayBytes + (sizeof(char) * (long)bytes.Length), Position);
        return encoding.GetString(bytes);
    }

    /// <summary>Bytes in place.</summary>
    object Data(long count)
    {
        var at = Position;
        Bytes(count);
        return New((object)file.Slice(at, (int)count), ObjectBytes);
    }

    int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));

    long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

    /// <summary>A <see cref="long"/> where it suffices: the numbers of a state dict are no larger.</summary>
    object Integer(ReadOnlySpan<byte> bytes)
    {
        budget.Spend(ObjectBytes + (2L * bytes.Length), Position);
        if (bytes.Length > sizeof(long))
            return new BigInteger(bytes);
        var value = bytes.Length > 0 && (sbyte)bytes[^1] < 0 ? -1L : 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    ReadOnlySpan<byte> Bytes(long count)
    {
        if (count < 0 || count > end - Position)
            throw Fault("The pickle is cut off");
        var bytes = file.Span.Slice(Position, (int)count);
        Position += (int)count;
        return bytes;
    }

    ModelFormatException Fault(string fault) => new($"{fault}.", Position);
}
