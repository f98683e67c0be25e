using System.Formats.Tar;
using System.IO.Compression;

namespace MobileNetSharp.Catalog.Tests;

public sealed class ArchiveTests : CatalogTest
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static CatalogEntry ArchiveEntry(byte[] archive) => Entry(archive) with
    {
        Address = new Uri("https://models.example/checkpoints/net_1.0_224.tgz"),
        FileName = "net_1.0_224.tflite",
        ArchiveMember = "net_1.0_224.tflite",
    };

    static byte[] Archive(params (string Name, byte[] Content)[] members)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var tar = new TarWriter(zip))
        {
            foreach (var (name, content) in members)
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return bytes.ToArray();
    }

    async Task<(ModelCatalog Catalog, LoopbackServer Server)> Serve(byte[] archive, CatalogEntry? entry = null)
    {
        var server = new LoopbackServer(request => Answer.File(archive, request));
        return (new ModelCatalog(Options(server.Address) with { Entries = [entry ?? ArchiveEntry(archive)] }), await Task.FromResult(server));
    }

    [Fact]
    public async Task The_model_is_taken_out_of_the_archive_and_the_archive_is_not_kept()
    {
        var archive = Archive(("./net_1.0_224_eval.pbtxt", RandomBytes(5000)), ("./net_1.0_224.tflite", Model), ("./net_1.0_224.ckpt.meta", RandomBytes(70_000)));
        var (catalog, server) = await Serve(archive);
        await using var _ = server;

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(["test/net_1.0_224.tflite"], Files());
    }

    [Theory]
    [InlineData("../../../net_1.0_224.tflite")]
    [InlineData("/net_1.0_224.tflite")]
    public async Task A_path_in_the_archive_never_decides_where_a_file_is_written(string member)
    {
        var (catalog, server) = await Serve(Archive(("../../evil", Model), (member, Model)));
        await using var _ = server;

        await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(["test/net_1.0_224.tflite"], Files());
        Assert.Equal([Folder], Directory.EnumerateFileSystemEntries(Temp.Path));
    }

    [Fact]
    public async Task A_link_in_the_archive_is_not_the_model()
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var tar = new TarWriter(zip))
            tar.WriteEntry(new GnuTarEntry(TarEntryType.SymbolicLink, "net_1.0_224.tflite") { LinkName = "/etc/passwd" });
        var (catalog, server) = await Serve(bytes.ToArray());
        await using var _ = server;

        Assert.Contains("the archive has no net_1.0_224.tflite", (await PullFails(catalog)).Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task An_archive_that_unpacks_to_more_than_the_largest_size_taken_is_refused()
    {
        var archive = Archive(("filler", new byte[900_000]), ("net_1.0_224.tflite", Model));
        var (catalog, server) = await Serve(archive);
        await using var _ = server;
        var careful = new ModelCatalog(Options(server.Address) with { Entries = catalog.Entries, MaxSizeBytes = 1_000_000 });

        Assert.Contains("unpacks to more than 1000000 bytes", (await PullFails(careful)).Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_damaged_archive_of_unknown_hash_is_refused_wherever_it_was_cut_or_changed()
    {
        var archive = Archive(("first", RandomBytes(3000)), ("net_1.0_224.tflite", RandomBytes(6000)), ("last", RandomBytes(3000)));
        var unknown = ArchiveEntry(archive) with { SizeBytes = null, Sha256 = null };
        for (var at = 0; at < archive.Length; at += 211)
        {
            var flipped = (byte[])archive.Clone();
            flipped[at] ^= 0x10;
            foreach (var damaged in new[] { archive[..at], flipped })
            {
                var file = Temp.File("net_1.0_224.tgz");
                await File.WriteAllBytesAsync(file, damaged, Token);
                var catalog = new ModelCatalog(new CatalogOptions { Entries = [unknown], Folder = Folder, Verify = (_, _) => { } });
                var error = await Record.ExceptionAsync(() => catalog.AddAsync(file, cancellationToken: Token));
                Assert.True(error is CatalogException, $"at {at}, {(damaged == flipped ? "flipped" : "cut")}: {error?.ToString() ?? "accepted"}");
                Assert.Empty(Files());
            }
        }
    }

    /// <summary>.NET's reader tells some faults by exceptions that are for programming errors.</summary>
    [Fact]
    public async Task A_header_that_is_larger_than_any_can_be_is_refused()
    {
        const int sizeOffset = 124, sizeDigits = 11;
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "net_1.0_224.tflite") { DataStream = new MemoryStream(RandomBytes(100)) });
        var damaged = tar.ToArray();
        damaged.AsSpan(sizeOffset, sizeDigits).Fill((byte)'7');
        var checksum = damaged.AsSpan(148, 8);
        checksum.Fill((byte)' ');
        var sum = 0;
        foreach (var value in damaged.AsSpan(0, 512))
            sum += value;
        System.Text.Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(checksum);
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(damaged);
        var (catalog, server) = await Serve(zipped.ToArray(), ArchiveEntry(zipped.ToArray()) with { SizeBytes = null, Sha256 = null });
        await using var _ = server;

        Assert.Contains("the archive is damaged", (await PullFails(catalog)).Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task What_is_no_archive_at_all_is_refused()
    {
        var unknown = ArchiveEntry(Model) with { SizeBytes = null, Sha256 = null };
        var (catalog, server) = await Serve(Model, unknown);
        await using var _ = server;

        await PullFails(catalog);
        Assert.Empty(Files());
    }
}
