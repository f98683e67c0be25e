using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Cli;

/// <summary>Options that several verbs share, each declared once.</summary>
static partial class CommonOptions
{
    public const string AllowNonFiniteWeightsName = "--allow-non-finite-weights";

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of text." };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Suppress progress and notes on stderr; errors are still printed." };

    /// <summary>The model of verbs that classify.</summary>
    public static Option<string?> Classifier() => Model(
        "A model file (.safetensors, .onnx, .tflite, .h5, .keras, .pth) or a name from 'mobilenet models'; the default is torchvision's MobileNetV2.", isRequired: false);

    /// <summary>The model of verbs that detect.</summary>
    public static Option<string?> Detector(bool isRequired) => Model(
        "A detector: a model file (.safetensors, .onnx, .tflite, .pth, .weights), a run of 'mobilenet train detect', or a name from 'mobilenet models'.", isRequired);

    static Option<string?> Model(string description, bool isRequired)
    {
        var option = new Option<string?>("--model", "-m") { Description = description, HelpName = "MODEL", Required = isRequired };
        option.CompletionSources.Add(ModelSource.TrainedNames);
        return option;
    }

    public static Option<int> Threads() => Number(
        "--threads", 1, 1024, new EngineOptions().Threads, "Number of threads.");

    /// <summary>The task; null without it.</summary>
    public static Option<TaskKind?> Task(string description) => OneOf<TaskKind?>("--task", description, ("classify", TaskKind.Classify), ("detect", TaskKind.Detect));

    /// <summary>The device that libtorch uses.</summary>
    public static Option<string> Device()
    {
        var option = new Option<string>("--device") { Description = "Device for Torch: cpu, cuda or cuda:n.", HelpName = "DEVICE", DefaultValueFactory = _ => "cpu" };
        option.Validators.Add(result =>
        {
            if (!DeviceName().IsMatch(result.GetValueOrDefault<string>()!))
                result.AddError($"--device must be cpu, cuda or cuda:n, not '{result.GetValueOrDefault<string>()}'.");
        });
        return option;
    }

    /// <summary>The file of a drawing, whose extension says its format.</summary>
    public static Option<string?> DrawingFile(string name, string description, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = $"{description} The file is {string.Join(", ", Canvas.Extensions[..^1])} or {Canvas.Extensions[^1]}.", HelpName = "FILE" };
        OneOfExtensions(option, Canvas.Extensions);
        return option;
    }

    /// <summary>Refuses a file whose extension is none of these; <paramref name="isExempt"/> paths need none.</summary>
    public static void OneOfExtensions(Option<string?> option, ImmutableArray<string> extensions, Func<string, bool>? isExempt = null) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && result.Tokens[0].Value is var path && isExempt?.Invoke(path) != true && !extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            result.AddError($"{option.Name}: '{path}' must end with {(extensions.Length == 1 ? "" : $"{string.Join(", ", extensions[..^1])} or ")}{extensions[^1]}.");
    });

    /// <summary>The libtorch to use in place of the packaged one.</summary>
    public static Option<string?> Libtorch() => new("--libtorch")
    {
        Description = "Use the libtorch in this folder, such as PyTorch's torch/lib, instead of the packaged one; or set MOBILENETSHARP_LIBTORCH.",
        HelpName = "DIR",
    };

    /// <summary>An option that takes a whole number within bounds.</summary>
    public static Option<int> Number(string name, int minimum, int maximum, int standard, string description) =>
        Number(name, minimum, maximum, () => standard, description);

    /// <summary>The same with a default that takes work to find, which only the option's own command should do.</summary>
    public static Option<int> Number(string name, int minimum, int maximum, Func<int> standard, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard(),
        CustomParser = result =>
        {
            var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (int.TryParse(word, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
                return value;
            var bounds = maximum == int.MaxValue ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
            result.AddError($"{name} must be a whole number {bounds}, not '{word}'.");
            return standard();
        },
    };

    /// <summary>An option that takes a number above 0.</summary>
    public static Option<double> PositiveNumber(string name, string description, string helpName, double maximum) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= maximum)
                return value;
            result.AddError(FormattableString.Invariant($"{name} must be a number above 0 and at most {maximum}, not '{word}'."));
            return 1;
        },
    };

    /// <summary>An option that takes a number from 0 to 1; null without it.</summary>
    public static Option<double?> Share(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "0…1",
        CustomParser = result =>
        {
            var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1)
                return value;
            result.AddError($"{name} must be a number from 0 to 1, not '{word}'.");
            return null;
        },
    };

    /// <summary>An option for another way of resizing images than the model's own.</summary>
    public static Option<Interpolation?> Interpolation()
    {
        var option = OneOf<Interpolation?>(
            "--interpolation",
            "Resize images by bilinear, bicubic, lanczos, nearest (as Pillow), tensorflow, tensorflow-legacy or tensorflow-align-corners; the default is the model's.",
            ("bilinear", Cards.Interpolation.PillowBilinear), ("bicubic", Cards.Interpolation.PillowBicubic), ("lanczos", Cards.Interpolation.PillowLanczos),
            ("nearest", Cards.Interpolation.PillowNearest), ("tensorflow", Cards.Interpolation.TensorFlowBilinear),
            ("tensorflow-legacy", Cards.Interpolation.TensorFlowBilinearLegacy), ("tensorflow-align-corners", Cards.Interpolation.TensorFlowBilinearAlignCorners));
        option.HelpName = "NAME";
        return option;
    }

    /// <summary>Which of a model's classes a data set's are, where names differ.</summary>
    /// <summary>A report of an evaluation.</summary>
    public static Option<string?> Report(string contents)
    {
        var option = new Option<string?>("--report") { Description = $"Write an HTML report with {contents}; with .pdf, .png or .svg, its plots only.", HelpName = "FILE" };
        OneOfExtensions(option, Plotting.Rendering.Canvas.Extensions);
        return option;
    }

    public static Option<string?> LabelMap() => new("--label-map")
    {
        Description = "Match class names to the model's labels: a text file with lines 'dataset class = model label or index'.",
        HelpName = "FILE",
    };

    /// <summary>Lets an argument take a few words only.</summary>
    public static void OnlyFrom(Argument argument, IReadOnlyList<string> words, string? kind = null)
    {
        argument.CompletionSources.Add([.. words]);
        argument.Validators.Add(result =>
        {
            foreach (var unknown in result.Tokens.Select(token => token.Value).Where(word => !words.Contains(word)))
                result.AddError($"There is no {kind ?? argument.Name.ToLowerInvariant()} '{unknown}'{UsageFault.DidYouMean(NearestNames.Closest(unknown, words))} Available: {string.Join(", ", words)}.");
        });
    }

    public static Option<EngineKind> Engine() => OneOf(
        "--engine", "Engine: fast (the default) or reference (plain loops with double sums, slow).",
        ("fast", EngineKind.Fast), ("reference", EngineKind.Reference));

    public static Option<MemoryMode> Memory() => OneOf(
        "--memory", "Activation memory: normal (the default) or low (runs blocks in smaller parts, somewhat slower).",
        ("normal", MemoryMode.Normal), ("low", MemoryMode.Low));

    /// <summary>For every verb that runs a model; a refusal's hint names it.</summary>
    public static Option<bool> AllowNonFiniteWeights() => new(AllowNonFiniteWeightsName)
    {
        Description = "Run a model whose weights are NaN or infinite, which is refused otherwise.",
    };

    public static Option<string?> Labels() => new("--labels")
    {
        Description = "Class names for a model without labels: a file (a name or 'index name' on each line, JSON or .pbtxt), or imagenet, imagenet1001, coco, coco90 (ids with gaps), voc.",
        HelpName = "FILE",
    };

    public static Option<Preprocessing?> Preprocess()
    {
        var option = new Option<Preprocessing?>("--preprocess")
        {
            Description = $"Preprocessing for a model that does not specify it: {string.Join(", ", Preprocessing.Presets.Keys)}, a JSON file, or parts such as short-side=256,mean=127.5,deviation=127.5 (docs/models.md).",
            HelpName = "HOW",
            CustomParser = result =>
            {
                try
                {
                    return ReadPreprocessing(result.Tokens.Count > 0 ? result.Tokens[0].Value : "");
                }
                catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException)
                {
                    result.AddError($"--preprocess: {e.Message}");
                    return null;
                }
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Preprocessing.Presets.Keys]);
        return option;
    }

    static Preprocessing ReadPreprocessing(string value)
    {
        if (!File.Exists(value))
        {
            return value.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? throw new FileNotFoundException($"file '{value}' not found.")
                : Preprocessing.Parse(value);
        }

        try
        {
            return Preprocessing.FromJson(BoundedFile.ReadText(value));
        }
        catch (ModelFormatException e)
        {
            throw e.In(value);
        }
    }

    public static Option<Size?> InputSize() => new("--input-size")
    {
        Description = "Size of the input images in pixels, for a model that takes any size or to change it: 224 or HEIGHTxWIDTH.",
        HelpName = "SIZE",
        CustomParser = result =>
        {
            var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Size.TryParse(word, out var size))
                return size;
            result.AddError($"--input-size must be a number of pixels such as 224, or HEIGHTxWIDTH such as 240x320, up to {Size.MaximumSide}, not '{word}'.");
            return null;
        },
    };

    /// <summary>An option that takes one of a few words; without it the value is the type's default.</summary>
    public static Option<T?> OneOf<T>(string name, string description, params (string Word, T Value)[] choices)
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', choices.Select(choice => choice.Word)),
            CustomParser = result =>
            {
                var word = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                foreach (var choice in choices)
                {
                    if (choice.Word == word)
                        return choice.Value;
                }

                result.AddError($"{name} must be {string.Join(" or ", choices.Select(choice => choice.Word))}, not '{word}'.");
                return default;
            },
        };
        option.CompletionSources.Clear(); // an enum brings its C# names
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;
    }

    [GeneratedRegex("^(cpu|cuda|cuda:[0-9]{1,9})$")]
    private static partial Regex DeviceName();
}
