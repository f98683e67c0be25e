namespace MobileNetSharp.Catalog.Tests;

public sealed class PullTests : CatalogTest
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pulled_model_is_the_published_file_and_nothing_else_is_left()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        var catalog = new ModelCatalog(Options(server.Address));
        var progress = new Recorder();

        var path = await catalog.PullAsync(catalog.Default, progress, Token);

        Assert.Equal(catalog.LocalPath(catalog.Default), path);
        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(["test/model.onnx"], Files());
        Assert.Equal("/checkpoints/model.onnx", Assert.Single(server.Requests).Path);
        Assert.Equal(new DownloadProgress("test/model", Model.Length, Model.Length), progress.Reports[^1]);
        Assert.Equal(progress.Reports.Select(report => report.ReceivedBytes).Order(), progress.Reports.Select(report => report.ReceivedBytes));
    }

    [Fact]
    public async Task A_present_model_is_not_fetched_again()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        var catalog = new ModelCatalog(Options(server.Address));

        var first = await catalog.GetOrPullAsync("Test/Model", cancellationToken: Token);
        var second = await catalog.GetOrPullAsync("test/model", cancellationToken: Token);

        Assert.Equal(first, second);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_resumed_from_the_byte_where_it_broke()
    {
        await using var server = new LoopbackServer(request => request.Index == 0
            ? Answer.File(Model, request) with { SentLength = 100_000 }
            : Answer.File(Model, request));
        var catalog = new ModelCatalog(Options(server.Address));

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal([null, "bytes=100000-"], server.Requests.Select(request => request.Range));
        Assert.Equal("\"v1\"", server.Requests.Last().IfRange);
        Assert.Equal(["test/model.onnx"], Files());
    }

    [Fact]
    public async Task What_one_pull_received_the_next_one_resumes()
    {
        var broken = true;
        await using var server = new LoopbackServer(request => Answer.File(Model, request) is var whole && broken ? whole with { SentLength = 1000 } : whole);
        var catalog = new ModelCatalog(Options(server.Address) with { Retries = 2 });

        var error = await PullFails(catalog);
        Assert.Contains("3000 bytes are kept", error.Message, StringComparison.Ordinal);
        Assert.Equal(["test/model.part.onnx", "test/model.part.onnx.validator"], Files());

        broken = false;
        var path = await new ModelCatalog(Options(server.Address)).PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal([null, "bytes=1000-", "bytes=2000-", "bytes=3000-"], server.Requests.Select(request => request.Range));
        Assert.Equal(["test/model.onnx"], Files());
    }

    [Fact]
    public async Task A_date_serves_where_the_server_has_no_etag()
    {
        const string Date = "Thu, 02 Aug 2018 10:00:00 GMT";
        await using var server = new LoopbackServer(request => request.Index == 0
            ? new Answer(Model) { SentLength = 5000, Headers = { $"Last-Modified: {Date}" } }
            : Answer.File(Model, request, etag: Date));
        var catalog = new ModelCatalog(Options(server.Address));

        // The second answer calls the date an ETag, which it is not: only its range is of interest.
        await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(("bytes=5000-", Date), (server.Requests.Last().Range, server.Requests.Last().IfRange));
    }

    [Fact]
    public async Task Where_the_next_try_cannot_resume_none_is_promised()
    {
        await using var server = new LoopbackServer(_ => new Answer(Model) { SentLength = 5000 });

        var error = await PullFails(new ModelCatalog(Options(server.Address)));

        Assert.DoesNotContain("resume", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_etag_and_date_a_broken_download_starts_anew()
    {
        await using var server = new LoopbackServer(request => new Answer(Model) { SentLength = request.Index == 0 ? 5000 : Model.Length });
        var catalog = new ModelCatalog(Options(server.Address));

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.All(server.Requests, request => Assert.Null(request.Range));
    }

    [Fact]
    public async Task A_file_that_changed_on_the_server_meanwhile_starts_anew()
    {
        var old = RandomBytes(Model.Length - 1);
        await using var server = new LoopbackServer(request => request.Index == 0
            ? Answer.File(old, request, "\"old\"") with { SentLength = 1000 }
            : Answer.File(Model, request, "\"new\""));
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [Entry() with { SizeBytes = null }] });

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal([null, "\"old\""], server.Requests.Select(request => request.IfRange));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_asked_for_the_whole_file()
    {
        await using var server = new LoopbackServer(request => new Answer(Model) { SentLength = request.Index == 0 ? 1000 : Model.Length, Headers = { "ETag: \"v1\"" } });
        var catalog = new ModelCatalog(Options(server.Address));

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_sends_another_range_than_asked_is_asked_anew()
    {
        await using var server = new LoopbackServer(request => request.Index switch
        {
            0 => Answer.File(Model, request) with { SentLength = 1000 },
            1 => new Answer(Model[500..]) { Status = "206 Partial Content", Headers = { $"Content-Range: bytes 500-{Model.Length - 1}/{Model.Length}" } },
            _ => Answer.File(Model, request),
        });
        var catalog = new ModelCatalog(Options(server.Address));

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Null(server.Requests.Last().Range);
    }

    [Fact]
    public async Task A_download_that_was_whole_but_not_yet_named_needs_no_byte_more()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        var catalog = new ModelCatalog(Options(server.Address));
        Directory.CreateDirectory(Path.Combine(Folder, "test"));
        await File.WriteAllBytesAsync(Path.Combine(Folder, "test", "model.part.onnx"), Model, Token);
        await File.WriteAllTextAsync(Path.Combine(Folder, "test", "model.part.onnx.validator"), "\"v1\"", Token);

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal($"bytes={Model.Length}-", Assert.Single(server.Requests).Range);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        await using var server = new LoopbackServer(request => request.Index == 0 ? new Answer([]) { Status = "503 Service Unavailable" } : Answer.File(Model, request));
        var catalog = new ModelCatalog(Options(server.Address));

        await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Redirects_are_followed()
    {
        await using var server = new LoopbackServer(request => request.Path == "/elsewhere"
            ? Answer.File(Model, request)
            : new Answer([]) { Status = "302 Found", Headers = { "Location: /elsewhere" } });
        var catalog = new ModelCatalog(Options(server.Address));

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Two_pulls_of_one_model_at_the_same_time_fetch_it_once()
    {
        var gate = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await using var server = new LoopbackServer(request =>
        {
            asked.TrySetResult();
            return Answer.File(Model, request) with { Gate = gate.Task };
        });
        var first = new ModelCatalog(Options(server.Address));
        var second = new ModelCatalog(Options(server.Address));

        var pull1 = first.PullAsync(first.Default, cancellationToken: Token);
        await asked.Task.WaitAsync(Token);
        var pull2 = second.PullAsync(second.Default, cancellationToken: Token);
        gate.SetResult();

        Assert.Equal(await pull1, await pull2);
        Assert.Equal(Model, await File.ReadAllBytesAsync(await pull1, Token));
        Assert.Single(server.Requests);
        Assert.Equal(["test/model.onnx"], Files());
    }

    [Fact]
    public async Task A_cancelled_pull_keeps_what_it_has_and_a_later_one_finishes_it()
    {
        await using var server = new LoopbackServer(request => request.Index == 0
            ? Answer.File(Model, request) with { SentLength = 50_000, Stalls = true }
            : Answer.File(Model, request));
        var catalog = new ModelCatalog(Options(server.Address));
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var progress = new Recorder(report => { if (report.ReceivedBytes == 50_000) cancelling.Cancel(); });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catalog.PullAsync(catalog.Default, progress, cancelling.Token));
        Assert.False(catalog.IsPresent(catalog.Default));

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: Token);

        Assert.Equal(Model, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal("bytes=50000-", server.Requests.Last().Range);
    }

    sealed class Recorder(Action<DownloadProgress>? then = null) : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            then?.Invoke(value);
        }
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_unfinished_file_is_not_written_through()
    {
        var victim = Temp.File("victim");
        await File.WriteAllTextAsync(victim, "precious", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(Folder, "test"));
        foreach (var name in (string[])["model.part.onnx", "model.part.onnx.validator"])
            File.CreateSymbolicLink(Path.Combine(Folder, "test", name), victim);
        await using var server = new LoopbackServer(request => Answer.File(Model, request));

        await new ModelCatalog(Options(server.Address)).PullAsync(Entry(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("precious", await File.ReadAllTextAsync(victim, TestContext.Current.CancellationToken));
        Assert.Equal(["test/model.onnx"], Files());
    }
}
