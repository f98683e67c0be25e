using System.Text;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;
using MobileNetSharp.Formats.Keras.Hdf5;
using MobileNetSharp.Formats.Keras.Import;
using MobileNetSharp.Formats.Zip;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Keras;

/// <summary>
/// Reads whole Keras models, sequential and functional, of Keras 2 and 3: HDF5 files (<c>.h5</c>) and archives (<c>.keras</c>). The
/// optimizer's state is skipped. Source: https://keras.io/guides/serialization_and_saving.
/// </summary>
public static class KerasReader
{
    const string ConfigEntry = "config.json", WeightsEntry = "model.weights.h5";
    const int LocalHeaderBytes = 30;

    /// <summary>
    /// The model in a file's bytes, which must stay as they are while it is used (weights are not copied where their layout
    /// allows it). Throws <see cref="ModelFormatException"/>, also for a layer that our graphs do not have, which it names.
    /// </summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="inputSize">Height and width of the input, for a file that leaves them free.</param>
    /// <exception cref="ModelCardException">The file leaves height and width free, and none were given.</exception>
    public static Model Read(ReadOnlyMemory<byte> file, Size? inputSize = null) =>
        file.Span.StartsWith(Hdf5File.Signature) ? ReadHdf5(file, inputSize) : ReadArchive(file, inputSize);

    /// <summary>Whether a file begins as an archive that Keras writes: a zip of three files, the first called metadata.json.</summary>
    internal static bool IsArchive(ReadOnlySpan<byte> file) =>
        file.StartsWith("PK\x03\x04"u8) && file.Length > LocalHeaderBytes
        && (file[LocalHeaderBytes..].StartsWith("metadata.json"u8) || file[LocalHeaderBytes..].StartsWith("config.json"u8) || file[LocalHeaderBytes..].StartsWith("model.weights.h5"u8));

    static Model ReadHdf5(ReadOnlyMemory<byte> bytes, Size? inputSize)
    {
        var file = new Hdf5File(bytes);
        if (!file.Root.Attributes.TryGetValue("model_config", out var config))
            throw WeightsOnly();
        if (Text(file.Root, "keras_version") is { } version && version.StartsWith("1.", StringComparison.Ordinal))
            throw new ModelFormatException($"The model was saved by Keras {version}; Keras 2 and 3 can be read.");
        var weights = file.Root.Member("model_weights") ?? throw new ModelFormatException("The Keras file has no weights: there is no group 'model_weights'.");
        return Read(config.Strings() is [var json] ? json : default, file, new KerasNamedWeights(file, weights), inputSize);
    }

    static Model ReadArchive(ReadOnlyMemory<byte> bytes, Size? inputSize)
    {
        var entries = ZipDirectory.Read(bytes.Span);
        var config = Entry(bytes, entries, ConfigEntry);
        var weights = Entry(bytes, entries, WeightsEntry);
        // The archive does not align its files, and floats are read in place.
        var file = new Hdf5File(entries[WeightsEntry].Start % sizeof(double) == 0 ? weights : weights.ToArray());
        return Read(config, file, new KerasNumberedWeights(file), inputSize);
    }

    static ReadOnlyMemory<byte> Entry(ReadOnlyMemory<byte> bytes, Dictionary<string, ZipEntry> entries, string name)
    {
        if (!entries.TryGetValue(name, out var entry))
            throw new ModelFormatException($"The archive has no '{name}', which a .keras file has.");
        entry.Check(bytes.Span, name);
        return bytes.Slice(entry.Start, entry.Length);
    }

    static Model Read(ReadOnlyMemory<byte> json, Hdf5File file, KerasWeights weights, Size? inputSize)
    {
        try
        {
            // A parsed document takes up to a dozen bytes for each of its text.
            using var document = JsonDocument.Parse(json, StrictJson.Documents);
            var root = new KerasLayer(document.RootElement);
            var model = KerasImport.Import(root, file, weights, inputSize);
            return TeachableMachine.Matches(root) ? model.WithCard(TeachableMachine.Card) : model;
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"The Keras file's configuration is not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // JSON text that is not UTF-16, such as half of a surrogate pair.
            throw new ModelFormatException($"The Keras file's configuration is not valid: {e.Message}", e);
        }
    }

    static string? Text(Hdf5Object group, string attribute) =>
        group.Attributes.TryGetValue(attribute, out var found) && found.Strings() is [var text] ? Encoding.UTF8.GetString(text.Span) : null;

    static ModelFormatException WeightsOnly() => new(
        "The HDF5 file has no model configuration: it holds weights only, or is not from Keras. Load the weights into the model in Keras and save the whole model, as in model.save('model.keras').");
}
