using System.Globalization;

namespace MobileNetSharp.Catalog.Tests;

/// <summary>A server, or whoever speaks in its name, must not lead a download anywhere but to another web server.</summary>
public sealed class RedirectTests : CatalogTest
{
    static Answer To(string location, int status = 302) =>
        new([]) { Status = string.Create(CultureInfo.InvariantCulture, $"{status} Moved"), Headers = { $"Location: {location}" } };

    [Theory, InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_to_another_path_is_followed_and_resumes(int status)
    {
        await using var server = new LoopbackServer(request => request.Path switch
        {
            "/checkpoints/model.onnx" => To("/elsewhere/file?signed=1", status),
            "/elsewhere/file?signed=1" when request.Range is null => Answer.File(Model, request) with { SentLength = 100_000 },
            "/elsewhere/file?signed=1" => Answer.File(Model, request),
            _ => new Answer([]) { Status = "404 Not Found" },
        });
        var path = await new ModelCatalog(Options(server.Address)).PullAsync(Entry(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Model, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal("bytes=100000-", server.Requests.Last().Range);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/plain,x")]
    [InlineData("unix:/var/run/docker.sock")]
    [InlineData("gopher://127.0.0.1/x")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("ws://127.0.0.1/x")]
    [InlineData("file://host/share/x")]
    [InlineData("http://")]
    [InlineData("http://[::1")]
    [InlineData("http:///x")]
    [InlineData("")]
    public async Task A_redirect_to_anything_but_a_web_address_is_refused_in_one_line(string location)
    {
        await using var server = new LoopbackServer(_ => To(location));
        var error = await PullFails(new ModelCatalog(Options(server.Address)));
        Assert.Contains("the server redirects to ", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    /// <summary>What a browser would make of them is a host; a loopback server would not have it.</summary>
    [Theory, InlineData(@"\\host\share\x"), InlineData("//host.invalid/x"), InlineData(@"\x")]
    public async Task A_redirect_that_looks_like_a_network_path_ends_in_one_line(string location)
    {
        await using var server = new LoopbackServer(request => request.Index == 0 ? To(location) : new Answer([]) { Status = "404 Not Found" });
        await PullFails(new ModelCatalog(Options(server.Address)));
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        await using var server = new LoopbackServer(request => To(request.Path));
        var error = await PullFails(new ModelCatalog(Options(server.Address)));
        Assert.Contains("the server redirects more than 10 times", error.Message, StringComparison.Ordinal);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task From_https_only_https_is_followed()
    {
        using var http = new HttpClient(new Redirecting("http://models.example/x"));
        var options = Options(new Uri("https://models.example"));
        var error = await PullFails(new ModelCatalog(options, http));
        Assert.Contains("the server redirects to http://models.example/x; only https addresses are followed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_named_as_the_cause()
    {
        await using var server = new TlsServer();
        var error = await PullFails(new ModelCatalog(Options(server.Address)));
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner exception", error.Message, StringComparison.Ordinal);
    }

    sealed class Redirecting(string location) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage(System.Net.HttpStatusCode.Found);
            response.Headers.TryAddWithoutValidation("Location", location);
            return Task.FromResult(response);
        }
    }
}
