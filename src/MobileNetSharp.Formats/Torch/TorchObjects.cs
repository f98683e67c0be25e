namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// What the calls in a pickle stand for: the few that torch.save writes for tensors have a meaning, all others give a
/// <see cref="PickleObject"/>. Source: torch/_utils.py and torch/_tensor.py.
/// </summary>
static class TorchObjects
{
    /// <summary>The object that a call would make; null where the arguments are not those that torch.save writes.</summary>
    public static object? Of(object? callee, object?[] arguments)
    {
        var function = callee as PickleGlobal;
        if (function == PickleGlobal.RebuildFromType && arguments is [PickleGlobal inner, _, object?[] innerArguments, ..])
            (function, arguments) = (inner, innerArguments); // a tensor of a derived class, or with attributes
        if (function == PickleGlobal.RebuildTensor || function == PickleGlobal.RebuildOldTensor)
            return View(arguments);
        if (function == PickleGlobal.RebuildParameter || function == PickleGlobal.RebuildParameterWithState)
            return arguments is [StridedTensor view, ..] ? view : null;
        return function == PickleGlobal.OrderedDict ? Dictionary(arguments) : new PickleObject(function, arguments);
    }

    static StridedTensor? View(object?[] arguments) =>
        arguments is [TorchStorage storage, long offset, var size, var stride, ..] && Sizes(size) is { } sizes && Sizes(stride) is { } strides
            ? new StridedTensor(storage, offset, sizes, strides)
            : null;

    static object?[]? Sizes(object? value) => value is PickleObject { Arguments: [object?[] inner] } size && size.Type == PickleGlobal.Size
        ? inner
        : value as object?[];

    /// <summary>An OrderedDict is made empty, and by Python 2 from a list of pairs.</summary>
    static PickleDict? Dictionary(object?[] arguments)
    {
        var dict = new PickleDict();
        if (arguments is [])
            return dict;
        if (arguments is not [List<object?> pairs])
            return null;
        foreach (var pair in pairs)
        {
            if (pair is not List<object?> { Count: 2 } entry)
                return null;
            dict.Add(entry[0], entry[1]);
        }

        return dict;
    }
}
