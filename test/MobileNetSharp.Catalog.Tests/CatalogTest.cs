using System.Security.Cryptography;

namespace MobileNetSharp.Catalog.Tests;

/// <summary>What the catalog's tests share: a model folder, a published file, and a catalog that fetches it from the test's server.</summary>
public abstract class CatalogTest : IDisposable
{
    protected static byte[] Model { get; } = RandomBytes(300_000);

    protected TestKit.TempFolder Temp { get; } = new();

    protected string Folder => Temp.File("models of Jürgen");

    public void Dispose()
    {
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static CatalogEntry Entry(byte[]? content = null) => new()
    {
        Name = "test/model",
        Description = "a model",
        Address = new Uri("https://models.example/checkpoints/model.onnx"),
        FileName = "model.onnx",
        License = "MIT",
        SizeBytes = (content ?? Model).Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content ?? Model)),
    };

    protected CatalogOptions Options(Uri server) => new()
    {
        Entries = [Entry()],
        Folder = Folder,
        Mirror = server,
        RetryDelay = TimeSpan.Zero,
        Verify = (_, _) => { },
    };

    protected static async Task<CatalogException> PullFails(ModelCatalog catalog, CatalogEntry? entry = null)
    {
        var error = await Assert.ThrowsAsync<CatalogException>(() => catalog.PullAsync(entry ?? catalog.Default, cancellationToken: TestContext.Current.CancellationToken));
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal((CatalogFault.Download, (entry ?? catalog.Default).Name), (error.Fault, error.ModelName));
        Assert.Contains(error.Address!.AbsoluteUri, error.Message, StringComparison.Ordinal);
        Assert.False(catalog.IsPresent(entry ?? catalog.Default));
        return error;
    }

    /// <summary>The files of the model folder, without the empty lock files and the records of checksums, relative and with slashes.</summary>
    protected IEnumerable<string> Files() => !Directory.Exists(Folder)
        ? []
        : Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith(".locks/", StringComparison.Ordinal) && !file.StartsWith(".sha256/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    protected static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
