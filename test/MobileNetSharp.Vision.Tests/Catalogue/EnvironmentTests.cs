namespace MobileNetSharp.Vision.Tests.Catalogue;

/// <summary>Changes the process's environment, so nothing runs beside it.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class EnvironmentCollection;

[Collection(typeof(EnvironmentCollection))]
public sealed class EnvironmentTests : CatalogueTest
{
    [Fact]
    public async Task The_variables_set_the_model_folder_and_the_server()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        using var home = new Variable("MOBILENETSHARP_HOME", Folder);
        using var mirror = new Variable("MOBILENETSHARP_MIRROR", $"{server.Address}base/");
        var catalogue = new ModelCatalogue(new CatalogueOptions { Entries = [Entry()], Verify = (_, _) => { } });

        var path = await catalogue.PullAsync(catalogue.Default, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(Path.Combine(Folder, "test", "model.onnx"), path);
        Assert.Equal("/base/checkpoints/model.onnx", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task A_mirror_that_is_no_address_is_named()
    {
        using var mirror = new Variable("MOBILENETSHARP_MIRROR", "my server");
        var catalogue = new ModelCatalogue(new CatalogueOptions { Entries = [Entry()], Folder = Folder });

        var error = await Assert.ThrowsAsync<CatalogueException>(() => catalogue.PullAsync(catalogue.Default, cancellation: TestContext.Current.CancellationToken));

        Assert.StartsWith("MOBILENETSHARP_MIRROR is 'my server', expected", error.Message, StringComparison.Ordinal);
    }

    sealed class Variable : IDisposable
    {
        readonly string name;
        readonly string? before;

        public Variable(string name, string value)
        {
            (this.name, before) = (name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(name, before);
    }
}
