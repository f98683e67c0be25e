using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MobileNetSharp.Files;

namespace MobileNetSharp.Catalog.Downloads;

/// <summary>One file over HTTP into a <see cref="PartFile"/>, resumed where an earlier attempt, in this process or another, was interrupted.</summary>
sealed class Download(HttpClient http, CatalogOptions options, CatalogEntry entry, Uri address, PartFile part, IProgress<DownloadProgress>? progress)
{
    bool reached;

    /// <summary>Returns when the part file is complete. When this throws, the part file stays, unless its bytes are wrong.</summary>
    /// <exception cref="DownloadException">Another attempt would fail too.</exception>
    /// <exception cref="InvalidDataException">The bytes are not those of the wanted file.</exception>
    /// <exception cref="IOException">It was interrupted more often than <see cref="CatalogOptions.Retries"/>.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = options.RetryDelay;
        for (var retry = 0; ; retry++, delay *= 2)
        {
            try
            {
                await AttemptAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (InvalidDataException)
            {
                part.Delete();
                throw;
            }
            // Without a network nobody should wait for retries: only a server that answered once is tried again.
            catch (Exception e) when (reached && retry < options.Retries && e is HttpRequestException or IOException or TimeoutException)
            {
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    async Task AttemptAsync(CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.StallTimeout);
        try
        {
            var (have, validator) = part.ResumePoint();
            using var response = await Redirects.GetAsync(http, address, from => Request(from, have, validator), () => reached = true, stall.Token)
                .ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == have)
                return;

            var from = FirstByte(response, have);
            await ReceiveAsync(response, from, ExpectedBytes(response, from), stall).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"the server sent nothing for {options.StallTimeout.TotalSeconds} s"));
        }
    }

    static HttpRequestMessage Request(Uri address, long have, RangeConditionHeaderValue? validator)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        request.Headers.UserAgent.ParseAdd("MobileNetSharp");
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = validator;
        }

        return request;
    }

    /// <summary>The position in the file of the first byte that this answer brings.</summary>
    long FirstByte(HttpResponseMessage response, long have)
    {
        var status = response.StatusCode;
        if (status == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == "text/html")
            throw new DownloadException("the server answered with a web page, not with a file");
        if (status == HttpStatusCode.OK)
            return 0;
        if (status == HttpStatusCode.PartialContent && have > 0 && response.Content.Headers.ContentRange?.From == have)
            return have;
        if (status is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            part.Delete();
            throw new HttpRequestException($"the server does not continue at byte {have}");
        }

        var answer = $"the server answered {(int)status} {response.ReasonPhrase}".TrimEnd();
        if (status >= HttpStatusCode.InternalServerError || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
            throw new HttpRequestException(answer);
        throw new DownloadException(answer);
    }

    /// <summary>The size of the whole file as the catalog or else the server states it; null where neither does.</summary>
    long? ExpectedBytes(HttpResponseMessage response, long from)
    {
        var offered = response.Content.Headers.ContentRange?.Length ?? from + response.Content.Headers.ContentLength;
        if (entry.SizeBytes is { } size && offered is { } other && other != size)
            throw new InvalidDataException($"the server offers {other} bytes, expected {size}");
        if (offered > options.MaxSizeBytes)
            throw new DownloadException($"the server offers {offered} bytes, more than the limit of {options.MaxSizeBytes}");
        return entry.SizeBytes ?? offered;
    }

    async Task ReceiveAsync(HttpResponseMessage response, long have, long? expected, CancellationTokenSource stall)
    {
        using var file = OnDisk(() => part.Open(have, response));
        using var body = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        var limit = expected ?? options.MaxSizeBytes;
        var buffer = new byte[1 << 16];
        while (true)
        {
            stall.CancelAfter(options.StallTimeout);
            var count = await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            if (count == 0)
                break;
            have += count;
            if (have > limit)
                throw new InvalidDataException($"the server sends more than the expected {limit} bytes");
            OnDisk(() => file.Write(buffer, 0, count));
            progress?.Report(new DownloadProgress(entry.Name, have, expected));
        }

        if (have < expected)
            throw new IOException($"the connection was interrupted after {have} of {expected} bytes");
        OnDisk(() => file.Flush(flushToDisk: true));
    }

    // A local IOException must not look like a broken connection, which is retried.
    T OnDisk<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException($"cannot write {part.Target}: {FileErrors.Reason(e)}", e);
        }
    }

    void OnDisk(Action action) => OnDisk(() =>
    {
        action();
        return true;
    });
}

/// <summary>Ends a download at once, since another attempt would fail too: a refused address, a full disk.</summary>
sealed class DownloadException(string cause, Exception? inner = null) : Exception(cause, inner);
