using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MobileNetSharp.Catalog.Tests;

/// <summary>What the server was asked: the path, and the byte range with its condition.</summary>
sealed record Request(int Index, string Path, string? Range, string? IfRange);

/// <summary>What the server says, truthfully or not; the length it declares is the body's unless stated.</summary>
sealed record Answer(byte[] Body)
{
    public string Status { get; init; } = "200 OK";
    public List<string> Headers { get; init; } = [];
    public long? DeclaredLength { get; init; } = Body.Length;

    /// <summary>Bytes of the body after which the connection breaks.</summary>
    public int SentLength { get; init; } = Body.Length;

    /// <summary>After the body: keep the connection open and silent.</summary>
    public bool Stalls { get; init; }

    /// <summary>After the body: send it again, for ever.</summary>
    public bool Endless { get; init; }

    /// <summary>Nothing is sent before this is done.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>A well-behaved server's answer.</summary>
    public static Answer File(byte[] file, Request request, string etag = "\"v1\"")
    {
        if (request.Range is null || request.IfRange != etag)
            return new Answer(file) { Headers = { $"ETag: {etag}", "Accept-Ranges: bytes" } };

        var from = int.Parse(request.Range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return from < file.Length
            ? new Answer(file[from..]) { Status = "206 Partial Content", Headers = { $"ETag: {etag}", $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}" } }
            : new Answer([]) { Status = "416 Range Not Satisfiable", Headers = { $"Content-Range: bytes */{file.Length}" } };
    }
}

/// <summary>An HTTP server on loopback that can break off, lie and fall silent, and remembers what it was asked.</summary>
sealed class LoopbackServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly Func<Request, Answer> answer;
    readonly ConcurrentBag<Task> connections = [];
    readonly Task accepting;

    public LoopbackServer(Func<Request, Answer> answer)
    {
        this.answer = answer;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public ConcurrentQueue<Request> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                if (request is null)
                    return;
                Requests.Enqueue(request);
                await SendAsync(stream, answer(request));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client hung up, or the test is over.
            }
        }
    }

    async Task<Request?> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (await reader.ReadLineAsync(stopping.Token) is not { } first)
            return null;
        string? range = null, ifRange = null;
        while (await reader.ReadLineAsync(stopping.Token) is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase))
                range = line["Range: ".Length..];
            else if (line.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
                ifRange = line["If-Range: ".Length..];
        }

        return new Request(Requests.Count, first.Split(' ')[1], range, ifRange);
    }

    async Task SendAsync(NetworkStream stream, Answer reply)
    {
        await reply.Gate.WaitAsync(stopping.Token);
        var head = new StringBuilder($"HTTP/1.1 {reply.Status}\r\nConnection: close\r\n");
        foreach (var header in reply.Headers)
            head.Append(header).Append("\r\n");
        if (reply.DeclaredLength is { } length)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), stopping.Token);
        do
            await stream.WriteAsync(reply.Body.AsMemory(0, reply.SentLength), stopping.Token);
        while (reply.Endless);
        if (reply.Stalls)
            await Task.Delay(Timeout.Infinite, stopping.Token);
    }
}
