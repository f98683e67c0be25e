using System.Collections.Immutable;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Catalog;

/// <summary>
/// The published checkpoints, and the model folder in which fetched and added model files are kept. Safe to use from
/// several threads and processes.
/// </summary>
/// <remarks>
/// The model folder is <c>$MOBILENETSHARP_HOME</c>, else <c>mobilenetsharp</c> in the user's data folder
/// (<c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, <c>~/Library/Application Support</c>, <c>%LOCALAPPDATA%</c>). In it:
/// <code>
/// torchvision/mobilenet_v2-7ebf99e0.pth     a checkpoint, under its source
/// tf/mobilenet_v2_1.0_224.tflite
/// local/flowers.safetensors                 an added file
/// catalog.json                            a team's own checkpoints, if it has any
/// tf/mobilenet_v2_1.0_192.part.tgz          an unfinished download; .part.tgz.validator says of which version
/// .locks/                                   empty files, by which one process at a time fetches a checkpoint
/// </code>
/// <c>$MOBILENETSHARP_MIRROR</c> names a server to use in place of every other: <c>http://host:8080/base</c> turns
/// <c>https://download.pytorch.org/models/x.pth</c> into <c>http://host:8080/base/models/x.pth</c>.
/// </remarks>
public sealed class ModelCatalog(CatalogOptions? options = null, HttpClient? http = null)
{
    const string LocalSource = "local";

    // Each download has its own stall timeout in place of HttpClient's.
    static readonly HttpClient SharedHttp = new() { Timeout = Timeout.InfiniteTimeSpan };

    readonly CatalogOptions options = options ?? new CatalogOptions();
    readonly HttpClient http = http ?? SharedHttp;

    ImmutableArray<CatalogEntry>? entries;

    /// <summary>The published checkpoints, the default first: those of <c>catalog.json</c> in the model folder, then the official ones.</summary>
    /// <exception cref="CatalogException">The file does not hold.</exception>
    public ImmutableArray<CatalogEntry> Entries => entries ??= OwnCheckpoints.Before(options.Entries, Folder);

    /// <summary>What is used when no model is named: the first entry; officially torchvision's MobileNetV2, 72.15 % top-1.</summary>
    public CatalogEntry Default => Entries[0];

    /// <summary>The model folder's absolute path; it need not exist yet.</summary>
    /// <exception cref="CatalogException">The user has no data folder and MOBILENETSHARP_HOME is not set.</exception>
    public string Folder => CatalogEnvironment.Folder(options);

    /// <summary>The checkpoint of that name, case ignored.</summary>
    /// <exception cref="CatalogException">There is none; the message has the nearest names.</exception>
    public CatalogEntry Find(string name) =>
        Entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new CatalogException(
            $"There is no model '{name}' in the catalog; nearest: {string.Join(", ", NearestNames.Of(name, [.. Entries.Select(e => e.Name), .. Added().Select(m => m.Name)]))}. "
            + "'mobilenet models' lists all; a file of your own is named by its path.");

    /// <summary>Where the checkpoint's model file is or will be.</summary>
    public string LocalPath(CatalogEntry entry) => Path.Combine(Folder, entry.Source, entry.FileName);

    /// <summary>Whether the checkpoint's model file is in the model folder.</summary>
    public bool IsPresent(CatalogEntry entry) => File.Exists(LocalPath(entry));

    /// <summary>The models in the model folder: fetched checkpoints, then added files.</summary>
    public IReadOnlyList<LocalModel> LocalModels() =>
        [.. Entries.Where(IsPresent).Select(entry => Describe(entry.Name, LocalPath(entry))), .. Added()];

    /// <summary>The path of the model of that name: an added file, or a checkpoint, which is fetched when it is not there yet.</summary>
    /// <exception cref="CatalogException">There is no such model, or it cannot be fetched.</exception>
    public Task<string> GetOrPullAsync(string name, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        FindAdded(name) is { } added
            ? Task.FromResult(added.Path)
            : PullAsync(Find(name), progress, cancellationToken);

    /// <summary>
    /// The model of that name, an added file or a checkpoint, which is fetched when it is not there yet; null: the default.
    /// What <paramref name="read"/> leaves open the checkpoint's entry says.
    /// </summary>
    /// <exception cref="CatalogException">There is no such model, or it cannot be fetched.</exception>
    /// <exception cref="ModelFormatException">The file does not hold.</exception>
    public async Task<Model> LoadAsync(
        string? name = null, ReadOptions? read = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = await GetOrPullAsync(name ?? Default.Name, progress, cancellationToken).ConfigureAwait(false);
        var known = Entries.FirstOrDefault(entry => LocalPath(entry) == path)?.ReadOptions;
        read ??= new ReadOptions();
        var merged = read with { Labels = read.Labels ?? known?.Labels, Preprocessing = read.Preprocessing ?? known?.Preprocessing };
        return await Task.Run(() => ModelFile.Load(path, merged), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The path of the checkpoint's model file, which is fetched, checked and kept when it is not there yet.</summary>
    /// <remarks>A download that broke off or was cancelled is resumed by the next call; the file has its name only when it is whole.</remarks>
    /// <exception cref="CatalogException">It cannot be fetched: no network, refused, broken off, wrong bytes, no room, no right to write.</exception>
    public async Task<string> PullAsync(CatalogEntry entry, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var target = LocalPath(entry);
        if (File.Exists(target))
            return target;

        var address = CatalogEnvironment.Mirrored(options, entry.Address);
        var part = new PartFile(Path.Combine(Folder, entry.Source, entry.DownloadName));
        try
        {
            using var held = await LockAsync(target, cancellationToken).ConfigureAwait(false);
            if (File.Exists(target)) // fetched by another process meanwhile
                return target;

            await new Download(http, options, entry, address, part, progress).RunAsync(cancellationToken).ConfigureAwait(false);
            await Installation.RunAsync(part, target, entry, isDownload: true, options, cancellationToken).ConfigureAwait(false);
            return target;
        }
        catch (Exception e) when (IsExpected(e))
        {
            var kept = part.ResumePoint().Bytes is > 0 and var bytes ? $" ({bytes} bytes are kept, the next try resumes)" : "";
            throw new CatalogException(
                $"Cannot fetch {entry.Name} from {address}: {e.Message.TrimEnd('.')}{kept}. "
                + "Give a local file with --model FILE, or import one with 'mobilenet models add FILE'.", e);
        }
    }

    /// <summary>
    /// Imports a file after checking that it loads. A file that has a checkpoint's file name, or is given its name, becomes that
    /// checkpoint (size and SHA-256 are checked), which supplies a machine without a network; any other becomes
    /// <c>local/NAME.ext</c> in place of what had that name.
    /// </summary>
    /// <exception cref="CatalogException">There is no such file, it does not load, it is not the checkpoint, or the model folder cannot be written.</exception>
    public async Task<LocalModel> AddAsync(string file, string? name = null, CancellationToken cancellationToken = default)
    {
        var fileName = Path.GetFileName(file);
        var entry = Entries.FirstOrDefault(e => name is null ? fileName == e.FileName || fileName == e.DownloadName : name == e.Name);
        var isDownload = entry is not null && Path.GetExtension(file) == Path.GetExtension(entry.DownloadName);
        try
        {
            var target = entry is null ? Path.Combine(Folder, LocalSource, AddedName(name, file)) : LocalPath(entry);
            if (entry is not null && !isDownload && Path.GetExtension(file) != Path.GetExtension(target))
                throw new InvalidDataException($"{entry.Name} is a {Path.GetExtension(target)} file");

            using var held = await LockAsync(target, cancellationToken).ConfigureAwait(false);
            var part = new PartFile(Path.ChangeExtension(target, Path.GetExtension(file)));
            try
            {
                part.Delete();
                File.Copy(file, part.Path);
                await Installation.RunAsync(part, target, entry, isDownload, options, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                part.Delete();
            }

            return Describe(entry?.Name ?? $"{LocalSource}/{Path.GetFileName(target)}", target);
        }
        catch (Exception e) when (IsExpected(e))
        {
            throw new CatalogException($"Cannot add {file}: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>The added file of that name, with its extension or without; null where there is none.</summary>
    public LocalModel? FindAdded(string name) =>
        Added().FirstOrDefault(model => model.Name == name || model.Name[..^Path.GetExtension(model.Name).Length] == name);

    IEnumerable<LocalModel> Added()
    {
        var folder = new DirectoryInfo(Path.Combine(Folder, LocalSource));
        return folder.Exists
            ? folder.EnumerateFiles().Where(file => !PartFile.IsPart(file.Name)).OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => Describe($"{LocalSource}/{file.Name}", file.FullName))
            : [];
    }

    static LocalModel Describe(string name, string path) => new(name, path, new FileInfo(path).Length);

    static string AddedName(string? name, string file)
    {
        var extension = Path.GetExtension(file);
        var result = name is null ? Path.GetFileName(file) : name.EndsWith(extension, StringComparison.Ordinal) ? name : name + extension;
        return result.AsSpan().IndexOfAny(['/', '\\', ':', .. Path.GetInvalidFileNameChars()]) < 0 && !PartFile.IsPart(result)
            ? result
            : throw new InvalidDataException($"'{result}' cannot be a model's name, which is a plain file name");
    }

    async Task<IDisposable> LockAsync(string target, CancellationToken token)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var name = Path.GetRelativePath(Folder, target).Replace(Path.DirectorySeparatorChar, '-');
            return await FileLock.AcquireAsync(Path.Combine(Folder, ".locks", name), token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException($"the model folder {Folder} cannot be written ({e.Message.TrimEnd('.')}); MOBILENETSHARP_HOME sets another", e);
        }
    }

    static bool IsExpected(Exception e) =>
        e is HttpRequestException or IOException or UnauthorizedAccessException or TimeoutException or InvalidDataException or DownloadException;
}
