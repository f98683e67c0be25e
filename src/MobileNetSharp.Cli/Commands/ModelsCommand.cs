using System.CommandLine;
using System.Globalization;
using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet models</c>, <c>models pull NAME</c>, <c>models add FILE</c>.</summary>
static class ModelsCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Command("models", "List, download and add models.") { json };
        command.Subcommands.Add(Pull());
        command.Subcommands.Add(Add());
        Examples.Attach(
            command,
            ("mobilenet models", "list published and downloaded models"),
            ("mobilenet models pull tf/mobilenet_v2_1.4_224", "download the most accurate MobileNetV2"),
            ("mobilenet models add mine.safetensors --name mine", "use it with: mobilenet classify photo.jpg --model local/mine.safetensors"));
        command.SetAction(parsed =>
        {
            var document = List(new ModelCatalog());
            if (parsed.GetValue(json))
                CliJson.Print(document);
            else
                Print(document);
            return ExitCode.Done;
        });
        return command;
    }

    static Command Pull()
    {
        var name = new Argument<string>("NAME") { Description = "A name from 'mobilenet models'.", HelpName = "NAME" };
        name.CompletionSources.Add(ModelSource.TrainedNames);
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("pull", "Download a published model.") { name, json, quiet };
        Examples.Attach(command, ("mobilenet models pull torchvision/mobilenet_v2", "download, verify and cache it"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var catalog = new ModelCatalog();
            var entry = catalog.Find(parsed.GetValue(name)!);
            var path = await DownloadProgressBar.RunAsync(
                entry.Name, parsed.GetValue(quiet), progress => catalog.PullAsync(entry, progress, cancellationToken)).ConfigureAwait(false);
            Report(new(entry.Name, path, new FileInfo(path).Length), parsed.GetValue(json), path);
            if (catalog.Verify(entry) is { } verification and not FileVerification.Sha256 && !parsed.GetValue(quiet))
                Terminal.Line($"mobilenet: {entry.Name}: verified: {VerificationText.Of(verification)}.");
            return ExitCode.Done;
        });
        return command;
    }

    static Command Add()
    {
        var file = new Argument<string>("FILE") { Description = "A model file, a checkpoint downloaded elsewhere, or a training run's folder." };
        var name = new Option<string?>("--name") { Description = "Name in the model folder; the default is the file name.", HelpName = "NAME" };
        var json = CommonOptions.Json();
        var command = new Command("add", "Add a model file to the model folder.") { file, name, json };
        Examples.Attach(
            command,
            ("mobilenet models add mobilenet_v2-7ebf99e0.pth", "import a checkpoint on a machine without internet access"),
            ("mobilenet models add flowers.safetensors", "use it with: mobilenet classify photo.jpg --model local/flowers.safetensors"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            // Every run's model file has the same name; its folder's says more.
            var given = parsed.GetValue(name) ?? (Directory.Exists(path) ? $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))}.safetensors" : null);
            var added = await new ModelCatalog().AddAsync(ModelSource.FileOf(path), given, cancellationToken).ConfigureAwait(false);
            Report(new(added.Name, added.Path, added.SizeBytes), parsed.GetValue(json), $"{added.Name}: {added.Path}");
            return ExitCode.Done;
        });
        return command;
    }

    static void Report(KeptModelDocument kept, bool json, string text)
    {
        if (json)
            CliJson.Print(kept);
        else
            Console.Out.WriteLine(text);
    }

    static ModelsDocument List(ModelCatalog catalog)
    {
        var local = catalog.LocalModels().ToDictionary(model => model.Name, StringComparer.Ordinal);
        var published = catalog.Entries.Select(entry => new ModelsEntry(
            entry.Name, entry.Description, entry.Address.ToString(), entry.License, entry.SizeBytes, entry.Sha256,
            entry.Top1Percent, entry.Top5Percent, local.GetValueOrDefault(entry.Name)?.Path)
        {
            Verified = catalog.Verify(entry),
        });
        var names = catalog.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var added = local.Values.Where(model => !names.Contains(model.Name)).Select(model => new ModelsEntry(
            model.Name, null, null, null, model.SizeBytes, null, null, null, model.Path));
        return new ModelsDocument(catalog.Folder, catalog.Default.Name, [.. published, .. added]);
    }

    static void Print(ModelsDocument document)
    {
        var table = new TextTable(new("NAME"), new("TOP-1 %", IsNumber: true), new("SIZE", IsNumber: true, IsOptional: true), new("LICENSE", IsOptional: true), new("DOWNLOADED")) { Indent = "" };
        foreach (var model in document.Models)
        {
            var isLocal = model.Path is not null;
            var size = isLocal ? new FileInfo(model.Path!).Length : model.SizeBytes;
            table.Add(
                model.Name == document.Default ? $"{model.Name} (default)" : model.Name, model.Top1Percent?.ToString("F1", CultureInfo.InvariantCulture) ?? "-",
                size is { } bytes ? Figures.Megabytes(bytes) : "-", model.License ?? "-", isLocal ? $"yes{VerificationText.Short(model.Verified)}" : "");
        }

        table.Print();
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Model folder: {document.Folder}");
    }
}
