using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Models;

namespace MobileNetSharp.Catalog.Tests;

/// <summary>How far a file in the model folder is known to be the published one.</summary>
public sealed class VerificationTests : CatalogTest
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static string Sha256Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A model that loads, and an entry for it that knows so many digits of its SHA-256.</summary>
    (CatalogEntry Entry, byte[] File) Published(int digits, ulong seed = 1)
    {
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 32, Classes = 2 });
        using var model = new Model(graph, TestKit.SpreadWeights.For(graph, seed), ModelCard.Empty);
        var path = Temp.File("published.safetensors");
        ModelFile.Save(model, path);
        var file = File.ReadAllBytes(path);
        return (Entry(file) with
        {
            Name = "torchvision/mobilenet_v2",
            FileName = "model.safetensors",
            Sha256 = digits == 0 ? null : Sha256Of(file)[..digits],
            Top1Percent = 72.154,
            Labels = ["no", "yes"],
        }, file);
    }

    async Task<(ModelCatalog Catalog, string Path)> Pulled(CatalogEntry entry, byte[] file)
    {
        await using var server = new LoopbackServer(request => Answer.File(file, request));
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [entry] });
        return (catalog, await catalog.PullAsync(entry, cancellationToken: Token));
    }

    [Theory]
    [InlineData(64, FileVerification.Sha256)]
    [InlineData(8, FileVerification.Sha256Prefix)]
    [InlineData(0, FileVerification.None)]
    public async Task The_card_says_with_the_accuracy_how_the_file_was_verified(int digits, FileVerification expected)
    {
        var (entry, file) = Published(digits);
        var (catalog, _) = await Pulled(entry, file);

        using var model = await catalog.LoadAsync(entry.Name, cancellationToken: Token);

        var origin = model.Card.Provenance;
        Assert.Equal(("torchvision/mobilenet_v2", 72.154, expected), (origin.Source, origin.Metrics["top1Percent"], origin.Verification));
        Assert.Equal(expected, catalog.Verify(entry));
    }

    [Fact]
    public async Task A_saved_model_does_not_vouch_for_itself()
    {
        var (entry, file) = Published(64);
        var (catalog, _) = await Pulled(entry, file);
        var copy = Temp.File("copy.safetensors");
        using (var model = await catalog.LoadAsync(entry.Name, cancellationToken: Token))
            ModelFile.Save(model, copy);

        using var loaded = ModelFile.Load(copy);

        Assert.Equal("torchvision/mobilenet_v2", loaded.Card.Provenance.Source);
        Assert.Null(loaded.Card.Provenance.Verification);
    }

    [Fact]
    public async Task A_file_that_was_put_in_the_place_of_a_verified_one_is_noticed()
    {
        var (entry, file) = Published(64);
        var (catalog, path) = await Pulled(entry, file);
        await File.WriteAllBytesAsync(path, Published(64, seed: 2).File, Token);

        Assert.Equal(FileVerification.None, catalog.Verify(entry));
    }

    /// <summary>A forged file, here any other file, has the digits that the publisher gives: a hash of 8 digits is forged in minutes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_publisher_gives_the_first_digits_only_a_later_copy_must_be_the_first_one(bool isAdded)
    {
        var (entry, file) = Published(8);
        var forged = Published(8, seed: 2);
        var (_, path) = await Pulled(entry, file);
        File.Delete(path);
        await using var server = new LoopbackServer(request => Answer.File(forged.File, request));
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [entry with { Sha256 = forged.Entry.Sha256, SizeBytes = null }] });

        var error = await Assert.ThrowsAsync<CatalogException>(async () =>
        {
            if (!isAdded)
                await catalog.PullAsync(catalog.Default, cancellationToken: Token);
            await File.WriteAllBytesAsync(Temp.File("model.safetensors"), forged.File, Token);
            await catalog.AddAsync(Temp.File("model.safetensors"), cancellationToken: Token);
        });

        Assert.Contains($"the file's SHA-256 is {Sha256Of(forged.File)}, but that of an earlier copy was {Sha256Of(file)}", error.Message, StringComparison.Ordinal);
        Assert.False(catalog.IsPresent(catalog.Default));
    }

    [Fact]
    public async Task Where_the_publisher_gives_the_first_digits_only_a_file_that_replaced_the_first_copy_is_noticed()
    {
        var (entry, file) = Published(8);
        var forged = Published(8, seed: 2);
        var (_, path) = await Pulled(entry, file);
        await File.WriteAllBytesAsync(path, forged.File, Token);
        var catalog = new ModelCatalog(new CatalogOptions { Folder = Folder, Entries = [entry with { Sha256 = forged.Entry.Sha256 }] });

        Assert.Equal(FileVerification.None, catalog.Verify(catalog.Default));
    }

    [Fact]
    public async Task A_model_out_of_an_archive_is_verified_by_the_archives_hash_and_is_still_the_unpacked_file()
    {
        var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "model.onnx") { DataStream = new MemoryStream(Model) });
        var packed = archive.ToArray();
        var entry = Entry(packed) with { Address = new Uri("https://models.example/model.tgz"), ArchiveMember = "model.onnx" };
        var (catalog, path) = await Pulled(entry, packed);
        Assert.Equal(FileVerification.Sha256, catalog.Verify(entry));

        await File.WriteAllBytesAsync(path, RandomBytes(Model.Length + 1), Token);
        Assert.Equal(FileVerification.None, catalog.Verify(entry));

        await catalog.AddAsync(path, entry.Name, Token);
        Assert.Equal(FileVerification.None, catalog.Verify(entry));
    }
}
