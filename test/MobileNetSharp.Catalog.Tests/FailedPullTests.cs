using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MobileNetSharp.Catalog.Tests;

public sealed class FailedPullTests : CatalogTest
{
    [Fact]
    public async Task Without_a_network_one_line_says_what_was_wanted_from_where_and_what_to_do()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();
        var catalog = new ModelCatalog(Options(address) with { RetryDelay = TimeSpan.FromDays(1) });

        var error = await PullFails(catalog);

        Assert.StartsWith($"Cannot download test/model from {address}checkpoints/model.onnx: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(new Uri(address, "checkpoints/model.onnx"), error.Address);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Wrong_bytes_are_refused_with_both_hashes_and_deleted()
    {
        var wrong = (byte[])Model.Clone();
        wrong[^1] ^= 1;
        await using var server = new LoopbackServer(request => Answer.File(wrong, request));
        var catalog = new ModelCatalog(Options(server.Address));

        var error = await PullFails(catalog);

        Assert.Contains(Entry(Model).Sha256!, error.Message, StringComparison.Ordinal);
        Assert.Contains(Entry(wrong).Sha256!, error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Where_only_the_first_digits_of_the_hash_are_published_these_are_checked()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        var good = Entry() with { Sha256 = Entry().Sha256![..8] };
        var bad = good with { Name = "test/bad", FileName = "bad.onnx", Sha256 = "00000000" };
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [good, bad] });

        Assert.Contains("expected 00000000…", (await PullFails(catalog, bad)).Message, StringComparison.Ordinal);
        await catalog.PullAsync(good, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["test/model.onnx"], Files());
    }

    [Fact]
    public async Task What_a_server_says_is_printed_with_its_control_characters_escaped()
    {
        await using var server = new LoopbackServer(request => request.Path.EndsWith("/checkpoints/model.onnx", StringComparison.Ordinal)
            ? new Answer([]) { Status = "404 No\u001b[2Jt\u0007 Found" }
            : new Answer([]) { Status = "302 Found", Headers = ["Location: ftp://\u001b[31mhost/\u0007"] });
        var error = await PullFails(new ModelCatalog(Options(server.Address)));
        Assert.Contains(@"the server answered 404 No\u001b[2Jt\u0007 Found", error.Message, StringComparison.Ordinal);

        var elsewhere = Entry() with { Address = new Uri(server.Address, "elsewhere/model.onnx") };
        error = await PullFails(new ModelCatalog(Options(server.Address)), elsewhere);
        Assert.Contains(@"the server redirects to 'ftp://\u001b[31mhost/\u0007'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(300_001)]
    public async Task A_declared_length_other_than_the_published_one_is_refused_at_once(int declared)
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request) with { DeclaredLength = declared });

        var error = await PullFails(new ModelCatalog(Options(server.Address)));

        Assert.Contains($"offers {declared} bytes, expected 300000", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_server_that_promises_more_than_it_has_fails_and_what_came_is_kept()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request) with { DeclaredLength = Model.Length + 10 });
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [Entry() with { SizeBytes = null }], Retries = 0 });

        var error = await PullFails(catalog);

        Assert.Contains("300000 bytes are kept", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_promises_less_than_it_has_is_found_by_the_hash()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request) with { DeclaredLength = 1000 });
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [Entry() with { SizeBytes = null }] });

        var error = await PullFails(catalog);

        Assert.Contains("SHA-256", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_body_that_ends_early_without_a_declared_length_is_noticed()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request) with { DeclaredLength = null, SentLength = 1000 });

        var error = await PullFails(new ModelCatalog(Options(server.Address) with { Retries = 1 }));

        Assert.Contains("interrupted after", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_body_is_stopped_at_the_published_size()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request) with { DeclaredLength = null, Endless = true });

        var error = await PullFails(new ModelCatalog(Options(server.Address)));

        Assert.Contains("more than the expected 300000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task An_endless_body_of_unknown_size_is_stopped_at_the_largest_size_taken()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request) with { DeclaredLength = null, Endless = true });
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [Entry() with { SizeBytes = null }], MaxSizeBytes = 1_000_000 });

        Assert.Contains("1000000 bytes", (await PullFails(catalog)).Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_huge_declared_length_is_refused_at_once()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request) with { DeclaredLength = 1L << 50 });
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [Entry() with { SizeBytes = null }] });

        Assert.Contains("more than the limit of 1073741824", (await PullFails(catalog)).Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("404 Not Found", 1)]
    [InlineData("403 Forbidden", 1)]
    [InlineData("500 Internal Server Error", 4)]
    [InlineData("429 Too Many Requests", 4)]
    public async Task A_refusal_is_reported_and_only_a_passing_one_is_tried_again(string status, int requests)
    {
        await using var server = new LoopbackServer(_ => new Answer([]) { Status = status });

        var error = await PullFails(new ModelCatalog(Options(server.Address)));

        Assert.Contains($"the server answered {status}", error.Message, StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_web_page_in_place_of_the_file_is_refused()
    {
        await using var server = new LoopbackServer(_ => new Answer("<html>Please log in</html>"u8.ToArray()) { Headers = { "Content-Type: text/html; charset=utf-8" } });
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [Entry() with { SizeBytes = null, Sha256 = null }] });

        Assert.Contains("web page", (await PullFails(catalog)).Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_and_what_came_is_kept()
    {
        await using var server = new LoopbackServer(request => request.Index == 0
            ? Answer.File(Model, request) with { SentLength = 20_000, Stalls = true }
            : Answer.File(Model, request));
        var hasty = new ModelCatalog(Options(server.Address) with { StallTimeout = TimeSpan.FromSeconds(1), Retries = 0 });

        var error = await PullFails(hasty);
        Assert.Contains("the server sent nothing for 1 s (20000 bytes are kept", error.Message, StringComparison.Ordinal);

        await new ModelCatalog(Options(server.Address)).PullAsync(hasty.Default, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("bytes=20000-", server.Requests.Last().Range);
    }

    [Fact]
    public async Task A_file_that_does_not_load_gets_no_name()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        var seen = "";
        var catalog = new ModelCatalog(Options(server.Address) with
        {
            Verify = (file, _) =>
            {
                seen = file;
                throw new FormatException("no ONNX model");
            },
        });

        var error = await PullFails(catalog);

        Assert.Contains("it does not load: no ONNX model", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".onnx", seen, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_model_folder_that_cannot_be_written_is_named_with_the_variable_that_sets_another()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        var blocked = Temp.File("a file");
        await File.WriteAllTextAsync(blocked, "", TestContext.Current.CancellationToken);
        var catalog = new ModelCatalog(Options(server.Address) with { Folder = Path.Combine(blocked, "models") });

        var error = await PullFails(catalog);

        Assert.Contains($"the model folder {catalog.Folder} cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Contains("MOBILENETSHARP_HOME", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_read_only_model_folder_still_gives_what_is_in_it()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("file modes bind ordinary Unix users only");
            return;
        }

        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        var other = Entry() with { Name = "test/other", FileName = "other.onnx" };
        var catalog = new ModelCatalog(Options(server.Address) with { Entries = [Entry(), other] });
        var path = await catalog.PullAsync(catalog.Default, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var folder in Directory.EnumerateDirectories(Folder))
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var error = await PullFails(catalog, other);
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Equal(path, await catalog.PullAsync(catalog.Default, cancellationToken: TestContext.Current.CancellationToken));

        foreach (var folder in Directory.EnumerateDirectories(Folder))
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_full_disk_is_reported_and_not_tried_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's device of a full disk");
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        Directory.CreateDirectory(Path.Combine(Folder, "test"));
        var part = Path.Combine(Folder, "test", "model.part.onnx");
        using (var mknod = Process.Start("mknod", [part, "c", "1", "7"])) // as /dev/full is
        {
            await mknod.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipUnless(mknod.ExitCode == 0, "only root can make a device of a full disk");
        }

        var error = await PullFails(new ModelCatalog(Options(server.Address)));

        Assert.Contains($"cannot write {Path.Combine(Folder, "test", "model.onnx")}: No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }
}
