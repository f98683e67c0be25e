using System.CommandLine;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The options of an evaluation's engine.</summary>
sealed class EvalEngineOptions
{
    readonly Option<int> threads = CommonOptions.Threads();

    readonly Option<PredictorKind?> engine = KindOption("--engine", "Engine: fast (the default), reference (plain loops with double sums, slow) or torch.");

    readonly Option<string> device = CommonOptions.Device();

    readonly Option<string?> libtorch = CommonOptions.Libtorch();

    readonly Option<bool> allowNonFinite = CommonOptions.AllowNonFiniteWeights();

    /// <summary>Those that only say something about a model that runs.</summary>
    public Option[] OfModel => [engine, device, libtorch, allowNonFinite];

    public static Option<PredictorKind?> KindOption(string name, string description) => CommonOptions.OneOf<PredictorKind?>(
        name, description, ("fast", PredictorKind.Fast), ("reference", PredictorKind.Reference), ("torch", PredictorKind.Torch));

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[threads, engine, device, libtorch, allowNonFinite])
            command.Add(option);
    }

    /// <summary>What is wrong where an option for Torch is given and no engine is Torch; null if nothing.</summary>
    public string? Fault(ParseResult parsed, params IEnumerable<Option<PredictorKind?>> others)
    {
        Option<PredictorKind?>[] engines = [engine, .. others];
        return !engines.Any(option => parsed.GetValue(option) == PredictorKind.Torch)
            && new Option[] { device, libtorch }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } forTorch
            ? $"{forTorch.Name} requires {string.Join(" or ", engines.Select(option => $"{option.Name} torch"))}."
            : null;
    }

    public EvalEngine Of(ParseResult parsed) => new()
    {
        Kind = parsed.GetValue(engine) ?? PredictorKind.Fast,
        Threads = parsed.GetValue(threads),
        Device = parsed.GetValue(device)!,
        Libtorch = parsed.GetValue(libtorch),
        AllowsNonFiniteWeights = parsed.GetValue(allowNonFinite),
    };
}
