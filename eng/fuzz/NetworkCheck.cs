using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>A random network runs with both engines, is written, read and run again, and gives the same each time.</summary>
static class NetworkCheck
{
    const int FileBytes = 96;

    static readonly float[] Special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    /// <summary>Files of choices for other programs to change.</summary>
    public static IEnumerable<byte[]> Seeds() => [.. Enumerable.Range(0, 16).Select(seed => Create([], new Random(seed)).Bytes)];

    /// <summary>A file of choices.</summary>
    public static Mutant Create(byte[][] seeds, Random random)
    {
        var bytes = new byte[random.Next(8, FileBytes)];
        random.NextBytes(bytes);
        return new("random choices", bytes);
    }

    /// <summary>The network that a file of choices says, and how it is run.</summary>
    public static string Describe(byte[] file) => new Case(new(file)).ToString();

    /// <summary>Runs it.</summary>
    public static void Run(byte[] file)
    {
        var test = new Case(new(file));
        using var model = new Model(test.Graph, SpreadWeights.For(test.Graph, 1), ModelCard.Empty);
        var inputs = test.Inputs();
        var expected = BothEngines.Reference(model, inputs);
        BothEngines.Compare(test.Graph, expected, BothEngines.Fast(model, inputs, test.Width, test.Threads), test.HasSpecials);
        using var read = Again(model, test);
        if (read is null)
            return;
        // An input of which only the size is used has become a number in a file without our card.
        float[][] left = [.. read.Graph.Inputs.Select(input => inputs[test.Graph.Inputs.IndexOf(test.Graph[input.Name])])];
        BothEngines.Compare(test.Graph, expected, BothEngines.Fast(read, left, test.Width), test.HasSpecials);
    }

    /// <summary>The model written and read; null where the format cannot hold it, or the file without our card says less than the graph.</summary>
    static Model? Again(Model model, Case test)
    {
        using var stream = new MemoryStream();
        try
        {
            ModelFile.Save(model, stream, test.Format);
        }
        catch (NotSupportedException)
        {
            return null;
        }

        try
        {
            var read = ModelFile.Load(new MemoryStream(test.IsForeign ? SeedFiles.WithoutOurCard(stream.ToArray()) : stream.ToArray()), test.Format);
            // Other programs' files are read for one image.
            return new(read.Graph.WithInputs(test.Graph.Inputs.ToDictionary(input => input.Name, input => input.Shape)), read.Weights, read.Card);
        }
        catch (ModelFormatException) when (test.IsForeign)
        {
            return null;
        }
    }

    /// <summary>What a file of choices says.</summary>
    sealed class Case
    {
        readonly int[] specials;

        public Case(Choices choices)
        {
            (Width, Threads) = (choices.Of([.. VectorWidths.Accelerated]), choices.OneIn(16) ? 2 : 1);
            Format = choices.Of(ModelFormat.Onnx, ModelFormat.TfLite, ModelFormat.Safetensors);
            IsForeign = choices.OneIn(2) && Format != ModelFormat.Safetensors;
            specials = new int[choices.OneIn(6) ? choices.Between(1, 3) : 0];
            foreach (ref var special in specials.AsSpan())
                special = choices.Next(1 << 16);
            Graph = new RandomNetwork(choices).Create();
        }

        public Graph Graph { get; }

        public VectorWidth Width { get; }

        public int Threads { get; }

        public ModelFormat Format { get; }

        /// <summary>Whether our card is taken out of the file.</summary>
        public bool IsForeign { get; }

        public bool HasSpecials => specials.Length > 0;

        /// <summary>Images of which some values are not finite.</summary>
        public float[][] Inputs()
        {
            var inputs = BothEngines.Inputs(Graph);
            foreach (var special in specials)
                inputs[0][special % inputs[0].Length] = Special[special % Special.Length];
            return inputs;
        }

        public override string ToString() =>
            $"{Graph}  {VectorWidths.NameOf(Width)}, {Threads} threads, {Format}{(IsForeign ? " without card" : "")}, {specials.Length} special values";
    }
}
