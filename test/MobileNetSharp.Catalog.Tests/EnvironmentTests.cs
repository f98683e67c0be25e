using MobileNetSharp.TestKit;

namespace MobileNetSharp.Catalog.Tests;

/// <summary>Changes the process's environment, so nothing runs beside it.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class EnvironmentCollection;

[Collection(typeof(EnvironmentCollection))]
public sealed class EnvironmentTests : CatalogTest
{
    [Fact]
    public async Task The_variables_set_the_model_folder_and_the_server()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        using var home = new EnvironmentVariable("MOBILENETSHARP_HOME", Folder);
        using var mirror = new EnvironmentVariable("MOBILENETSHARP_MIRROR", $"{server.Address}base/");
        var catalog = new ModelCatalog(new CatalogOptions { Entries = [Entry()], Verify = (_, _) => { } });

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Path.Combine(Folder, "test", "model.onnx"), path);
        Assert.Equal("/base/checkpoints/model.onnx", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task A_mirror_that_is_not_an_address_is_named()
    {
        using var mirror = new EnvironmentVariable("MOBILENETSHARP_MIRROR", "my server");
        var catalog = new ModelCatalog(new CatalogOptions { Entries = [Entry()], Folder = Folder });

        var error = await Assert.ThrowsAsync<CatalogException>(() => catalog.PullAsync(catalog.Default, cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("MOBILENETSHARP_MIRROR is 'my server', expected", error.Message, StringComparison.Ordinal);
    }
}
