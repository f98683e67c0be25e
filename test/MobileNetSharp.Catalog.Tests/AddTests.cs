namespace MobileNetSharp.Catalog.Tests;

public sealed class AddTests : CatalogTest
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    ModelCatalog Catalog(Action? verify = null) => new(new CatalogOptions { Entries = [Entry()], Folder = Folder, Verify = (_, _) => verify?.Invoke() });

    async Task<string> Write(string name, byte[]? content = null)
    {
        await File.WriteAllBytesAsync(Temp.File(name), content ?? Model, Token);
        return Temp.File(name);
    }

    [Fact]
    public async Task An_added_file_is_found_by_its_name()
    {
        var catalog = Catalog();

        var added = await catalog.AddAsync(await Write("Blümen 2.safetensors"), cancellationToken: Token);

        Assert.Equal("local/Blümen 2.safetensors", added.Name);
        Assert.Equal(Model.Length, added.SizeBytes);
        Assert.Equal(added, Assert.Single(catalog.LocalModels()));
        Assert.Equal(added.Path, await catalog.GetOrPullAsync(added.Name, cancellationToken: Token));
        Assert.Equal(Model, await File.ReadAllBytesAsync(added.Path, Token));
        Assert.Equal(["local/Blümen 2.safetensors"], Files());
    }

    [Fact]
    public async Task A_given_name_takes_the_files_extension()
    {
        var added = await Catalog().AddAsync(await Write("x.onnx"), "flowers-v1.2", Token);

        Assert.Equal("local/flowers-v1.2.onnx", added.Name);
    }

    [Fact]
    public async Task An_added_file_is_found_without_its_extension_too()
    {
        var catalog = Catalog();
        var added = await catalog.AddAsync(await Write("x.onnx"), "flowers-v1.2", Token);

        Assert.Equal(added, catalog.FindAdded("local/flowers-v1.2"));
        Assert.Equal(added, catalog.FindAdded("local/flowers-v1.2.onnx"));
        Assert.Null(catalog.FindAdded("local/flowers-v1"));
    }

    [Fact]
    public async Task What_does_not_load_is_told_under_the_users_own_path()
    {
        var file = await Write("text.onnx", "no model"u8.ToArray());

        var error = await Assert.ThrowsAsync<CatalogException>(async () =>
            await new ModelCatalog(new CatalogOptions { Entries = [Entry()], Folder = Folder }).AddAsync(file, cancellationToken: Token));

        Assert.Contains(file, error.Message);
        Assert.DoesNotContain(".part", error.Message);
    }

    [Fact]
    public async Task Adding_again_replaces_the_file()
    {
        await Catalog().AddAsync(await Write("x.onnx"), cancellationToken: Token);
        var added = await Catalog().AddAsync(await Write("x.onnx", [1, 2, 3]), cancellationToken: Token);

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(added.Path, Token));
    }

    [Fact]
    public async Task A_file_that_does_not_load_is_not_added()
    {
        var error = await Assert.ThrowsAsync<CatalogException>(async () =>
            await Catalog(() => throw new FormatException("found a text file")).AddAsync(await Write("x.onnx"), cancellationToken: Token));

        Assert.Contains("x.onnx: it does not load: found a text file.", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task What_is_no_model_for_the_readers_is_not_added()
    {
        var catalog = new ModelCatalog(new CatalogOptions { Folder = Folder });

        var error = await Assert.ThrowsAsync<CatalogException>(async () => await catalog.AddAsync(await Write("x.safetensors"), cancellationToken: Token));

        Assert.Contains("x.safetensors: it does not load: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var error = await Assert.ThrowsAsync<CatalogException>(() => Catalog().AddAsync(Temp.File("nowhere.onnx"), cancellationToken: Token));

        Assert.StartsWith($"Cannot import {Temp.File("nowhere.onnx")}: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("c:x")]
    [InlineData("x.part")]
    public async Task A_name_that_is_a_path_is_refused(string name)
    {
        var error = await Assert.ThrowsAsync<CatalogException>(async () => await Catalog().AddAsync(await Write("x.onnx"), name, Token));

        Assert.Contains("cannot be the name of a model", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("model.onnx", null)]
    [InlineData("from a stick.onnx", "test/model")]
    public async Task A_checkpoint_fetched_by_other_means_serves_as_the_default_without_a_network(string file, string? name)
    {
        var catalog = Catalog();

        var added = await catalog.AddAsync(await Write(file), name, Token);

        Assert.Equal("test/model", added.Name);
        Assert.True(catalog.IsPresent(catalog.Default));
        Assert.Equal(added.Path, await catalog.PullAsync(catalog.Default, cancellationToken: Token));
    }

    [Fact]
    public async Task A_file_that_only_bears_a_checkpoints_name_is_refused()
    {
        var error = await Assert.ThrowsAsync<CatalogException>(async () =>
            await Catalog().AddAsync(await Write("model.onnx", RandomBytes(Model.Length + 1)), cancellationToken: Token));

        Assert.Contains("the file has 300001 bytes, expected 300000", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_file_of_another_format_cannot_stand_for_a_checkpoint()
    {
        var error = await Assert.ThrowsAsync<CatalogException>(async () => await Catalog().AddAsync(await Write("x.tflite"), "test/model", Token));

        Assert.Contains("test/model is a .onnx file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_add_leaves_the_file_that_was_there()
    {
        var added = await Catalog().AddAsync(await Write("x.onnx"), cancellationToken: Token);
        await Assert.ThrowsAsync<CatalogException>(async () =>
            await Catalog(() => throw new FormatException()).AddAsync(await Write("x.onnx", [1]), cancellationToken: Token));

        Assert.Equal(Model, await File.ReadAllBytesAsync(added.Path, Token));
    }

    [Theory, InlineData("/dev/zero"), InlineData("/dev/null"), InlineData("empty")]
    public async Task A_device_or_an_empty_file_is_refused_before_anything_is_copied(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs devices as files");
        if (file == "empty")
            await File.WriteAllBytesAsync(file = Temp.File("empty.onnx"), [], TestContext.Current.CancellationToken);
        var catalog = new ModelCatalog(Options(new Uri("http://127.0.0.1:1")));
        var error = await Assert.ThrowsAsync<CatalogException>(() => catalog.AddAsync(file, "mine", TestContext.Current.CancellationToken));
        Assert.Contains("it is empty or not a regular file", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused()
    {
        var file = Temp.File("large.onnx");
        await File.WriteAllBytesAsync(file, Model, TestContext.Current.CancellationToken);
        var catalog = new ModelCatalog(Options(new Uri("http://127.0.0.1:1")) with { MaxSizeBytes = Model.Length - 1 });
        var error = await Assert.ThrowsAsync<CatalogException>(() => catalog.AddAsync(file, null, TestContext.Current.CancellationToken));
        Assert.Contains("more than the limit of 299999", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    /// <summary>As it stays behind when the process is killed during an import.</summary>
    [Fact]
    public void An_unfinished_import_is_not_listed_as_a_model()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "local"));
        foreach (var name in (string[])["a.part.onnx", "b.part", "c.part.onnx.validator", "whole.onnx"])
            File.WriteAllBytes(Path.Combine(Folder, "local", name), Model);
        Assert.Equal(["local/whole.onnx"], new ModelCatalog(Options(new Uri("http://127.0.0.1:1"))).LocalModels().Select(model => model.Name));
    }
}
