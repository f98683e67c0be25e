using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Catalog.Downloads;
using MobileNetSharp.Files;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Catalog;

/// <summary>
/// The published checkpoints, and the model folder with downloaded and imported model files. Safe to use from several threads
/// and processes.
/// </summary>
/// <remarks>
/// The model folder is <c>$MOBILENETSHARP_HOME</c>, else <c>mobilenetsharp</c> in the user's data folder
/// (<c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, <c>~/Library/Application Support</c>, <c>%LOCALAPPDATA%</c>). In it:
/// <code>
/// torchvision/mobilenet_v2-7ebf99e0.pth     a checkpoint, under its source
/// tf/mobilenet_v2_1.0_224.tflite
/// local/flowers.safetensors                 an imported file
/// catalog.json                              a team's own checkpoints, if it has any
/// tf/mobilenet_v2_1.0_192.part.tgz          an unfinished download, its version in .part.tgz.validator
/// .sha256/                                  the SHA-256 of each download, as sha256sum writes it
/// .locks/                                   empty files, so that one process at a time downloads a checkpoint
/// </code>
/// <c>$MOBILENETSHARP_MIRROR</c> names a server to use in place of every other: <c>http://host:8080/base</c> turns
/// <c>https://download.pytorch.org/models/x.pth</c> into <c>http://host:8080/base/models/x.pth</c>.
/// </remarks>
public sealed class ModelCatalog(CatalogOptions? options = null, HttpClient? http = null)
{
    const string LocalSource = "local";

    // Each download has its own stall timeout in place of HttpClient's.
    // Redirects are followed by each download, which knows where it may go.
    static readonly HttpClient SharedHttp = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    readonly CatalogOptions options = options ?? new CatalogOptions();
    readonly HttpClient http = http ?? SharedHttp;

    ImmutableArray<CatalogEntry>? entries;

    /// <summary>The published checkpoints, the default first: those of <c>catalog.json</c> in the model folder, then the official ones.</summary>
    /// <exception cref="CatalogException">The file is invalid.</exception>
    public ImmutableArray<CatalogEntry> Entries => entries ??= CatalogFile.AddTo(options.Entries, Folder);

    /// <summary>The model to use when none is named: the first entry; officially torchvision's MobileNetV2, 72.15 % top-1.</summary>
    public CatalogEntry Default => Entries[0];

    /// <summary>The model folder's absolute path; it need not exist yet.</summary>
    /// <exception cref="CatalogException">The user has no data folder and MOBILENETSHARP_HOME is not set.</exception>
    public string Folder => CatalogEnvironment.Folder(options);

    /// <summary>The checkpoint of that name; case is ignored.</summary>
    /// <exception cref="CatalogException">There is none; the message has the nearest names.</exception>
    public CatalogEntry Find(string name) =>
        Entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new CatalogException(
            CatalogFault.UnknownModel,
            $"There is no model '{name}' in the catalog; nearest: {string.Join(", ", NearestNames.Find(name, [.. Entries.Select(e => e.Name), .. Added().Select(m => m.Name)]))}.")
        {
            ModelName = name,
        };

    /// <summary>Where the checkpoint's model file is or will be.</summary>
    public string LocalPath(CatalogEntry entry) => Path.Combine(Folder, entry.Source, entry.FileName);

    /// <summary>Whether the checkpoint's model file is in the model folder.</summary>
    public bool IsPresent(CatalogEntry entry) => File.Exists(LocalPath(entry));

    /// <summary>How the checkpoint's file in the model folder, which is read for this, compares with the published one; null where it is not there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public FileVerification? Verify(CatalogEntry entry) => IsPresent(entry) ? new ChecksumRecord(Folder, entry).Verify(LocalPath(entry)) : null;

    /// <summary>The models in the model folder: downloaded checkpoints, then imported files.</summary>
    public IReadOnlyList<LocalModel> LocalModels() =>
        [.. Entries.Where(IsPresent).Select(entry => Describe(entry.Name, LocalPath(entry))), .. Added()];

    /// <summary>The path of the model of that name: an imported file, or a checkpoint, which is downloaded if it is not there yet.</summary>
    /// <exception cref="CatalogException">There is no such model, or it cannot be downloaded.</exception>
    public Task<string> GetOrPullAsync(string name, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        FindAdded(name) is { } added
            ? Task.FromResult(added.Path)
            : PullAsync(Find(name), progress, cancellationToken);

    /// <summary>
    /// The model of that name, an imported file or a checkpoint, which is downloaded if it is not there yet; null: the default.
    /// What <paramref name="read"/> leaves open, and where the model comes from, is taken from the checkpoint's entry.
    /// </summary>
    /// <exception cref="CatalogException">There is no such model, or it cannot be downloaded.</exception>
    /// <exception cref="ModelFormatException">The file is invalid.</exception>
    public async Task<Model> LoadAsync(
        string? name = null, ReadOptions? read = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = await GetOrPullAsync(name ?? Default.Name, progress, cancellationToken).ConfigureAwait(false);
        if (Entries.FirstOrDefault(entry => LocalPath(entry) == path) is not { } entry)
            return await Task.Run(() => ModelFile.Load(path, read), cancellationToken).ConfigureAwait(false);

        var known = entry.ReadOptions;
        read ??= new ReadOptions();
        var merged = read with { Labels = read.Labels ?? known.Labels, Preprocessing = read.Preprocessing ?? known.Preprocessing };
        var verification = Task.Run(() => Verify(entry), cancellationToken);
        var model = await Task.Run(() => ModelFile.Load(path, merged), cancellationToken).ConfigureAwait(false);
        return model.WithCard(model.Card with { Provenance = entry.Provenance(model.Card.Provenance, await verification.ConfigureAwait(false)) });
    }

    /// <summary>The path of the checkpoint's model file, which is downloaded, checked and kept if it is not there yet.</summary>
    /// <remarks>An interrupted or canceled download is resumed by the next call; the file gets its name only when it is complete.</remarks>
    /// <exception cref="CatalogException">It cannot be downloaded: no network, refused, interrupted, wrong bytes, full disk, access denied.</exception>
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
            if (File.Exists(target)) // downloaded by another process meanwhile
                return target;

            await new Download(http, options, entry, address, part, progress).RunAsync(cancellationToken).ConfigureAwait(false);
            await Installation.RunAsync(part, target, entry, isDownload: true, new ChecksumRecord(Folder, entry), options, cancellationToken).ConfigureAwait(false);
            return target;
        }
        catch (Exception e) when (IsExpected(e))
        {
            var kept = part.ResumePoint().Bytes is > 0 and var bytes ? $" ({bytes} bytes are kept, the next attempt resumes)" : "";
            throw new CatalogException(CatalogFault.Download, $"Cannot download {entry.Name} from {address}: {Reason(e)}{kept}.", e)
            {
                ModelName = entry.Name,
                Address = address,
                Path = Folder,
            };
        }
    }

    /// <summary>
    /// Imports a file after checking that it loads. A file that has a checkpoint's file name, or is given its name, becomes that
    /// checkpoint (size and SHA-256 are checked), for machines without a network; any other becomes <c>local/NAME.ext</c> and
    /// replaces an earlier one.
    /// </summary>
    /// <exception cref="CatalogException">The file is missing, does not load, or is not the checkpoint, or the model folder cannot be written.</exception>
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
                await part.CopyFromAsync(file, options.MaxSizeBytes, cancellationToken).ConfigureAwait(false);
                await Installation.RunAsync(part, target, entry, isDownload, entry is null ? null : new ChecksumRecord(Folder, entry), options, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                part.Delete();
            }

            return Describe(entry?.Name ?? $"{LocalSource}/{Path.GetFileName(target)}", target);
        }
        catch (Exception e) when (IsExpected(e))
        {
            throw new CatalogException(CatalogFault.Import, $"Cannot import {file}: {Reason(e)}.", e) { ModelName = name, Path = file };
        }
    }

    /// <summary>The imported file of that name, with or without its extension; null if there is none.</summary>
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
            : throw new InvalidDataException($"'{result}' cannot be the name of a model; a plain file name is expected");
    }

    async Task<IDisposable> LockAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var name = Path.GetRelativePath(Folder, target).Replace(Path.DirectorySeparatorChar, '-');
            return await FileLock.AcquireAsync(Path.Combine(Folder, ".locks", name), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException($"the model folder {Folder} cannot be written ({FileErrors.Reason(e)}); MOBILENETSHARP_HOME sets another", e);
        }
    }

    /// <summary>What happened, in its innermost words where the outer ones say nothing, as of a certificate that is not trusted.</summary>
    static string Reason(Exception e)
    {
        while (e.InnerException is { } inner && (e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            || e.Message.Contains("inner exception", StringComparison.Ordinal)))
        {
            e = inner;
        }

        return e is IOException or UnauthorizedAccessException ? FileErrors.Reason(e) : e.Message.TrimEnd('.');
    }

    static bool IsExpected(Exception e) =>
        e is HttpRequestException or IOException or UnauthorizedAccessException or TimeoutException or InvalidDataException or DownloadException;
}
