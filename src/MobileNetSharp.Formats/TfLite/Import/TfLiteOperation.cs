using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema.Operator;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>One operator of the file, with its inputs by position.</summary>
sealed class TfLiteOperation
{
    readonly TfLiteFile file;
    readonly FlatTable table;
    readonly int index;
    readonly uint codeIndex;

    public TfLiteOperation(TfLiteFile file, int index)
    {
        (this.file, this.index) = (file, index);
        table = file.Operators.At(index, "operator");
        codeIndex = table.Scalar<uint>(Schema.OpcodeIndex);
        Code = file.Code(codeIndex);
    }

    public TfLiteOperator Code { get; }

    /// <summary>The operator's name; a custom one has its own.</summary>
    public string Name => file.CodeName(codeIndex);

    /// <summary>The options of a custom operator, in whatever format it has.</summary>
    public ReadOnlyMemory<byte> CustomOptions => table.Bytes(Schema.CustomOptions);

    /// <summary>The tensors that it reads; −1 stands for an optional one that is left out.</summary>
    public ReadOnlySpan<int> Inputs => table.Vector<int>(Schema.Inputs);

    /// <summary>The tensors that it writes.</summary>
    public ReadOnlySpan<int> Outputs => table.Vector<int>(Schema.Outputs);

    /// <summary>The one tensor that it writes.</summary>
    public int OutputIndex => Outputs is [var output] ? output : throw Fault("it should have one output");

    public TfLiteTensor Output => file.Tensor(OutputIndex);

    /// <summary>The index of an input, −1 where it is left out.</summary>
    public int InputIndex(int position) => position < Inputs.Length ? Inputs[position] : -1;

    public FlatTable Options(TfLiteOptions expected)
    {
        var found = (TfLiteOptions)table.Scalar<byte>(Schema.BuiltinOptionsType);
        if (found != expected && found != TfLiteOptions.None)
            throw Fault($"it has the options of type {(byte)found}, not {(byte)expected}");
        return found == TfLiteOptions.None ? default : table.Table(Schema.BuiltinOptions);
    }

    /// <summary>An error that names the operator, its position in the file, and what it computes.</summary>
    public ModelFormatException Fault(string fault, Exception? inner = null)
    {
        var name = Outputs is [var output, ..] ? file.TensorName(output) : "";
        return new($"Operator {index} ({Name}{(name.Length > 0 ? $", '{name}'" : "")}): {fault}", inner);
    }
}
