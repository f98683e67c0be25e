using System.Net;

namespace MobileNetSharp.Catalog.Downloads;

/// <summary>Follows a server's redirects, over HTTP only, never from HTTPS to HTTP, and only so many.</summary>
static class Redirects
{
    const int Most = 10;

    /// <summary>The first answer that is not a redirect. <paramref name="answered"/> is called after each answer.</summary>
    /// <exception cref="DownloadException">A redirect leads nowhere, to another protocol, or there are too many.</exception>
    public static async Task<HttpResponseMessage> GetAsync(
        HttpClient http, Uri address, Func<Uri, HttpRequestMessage> request, Action answered, CancellationToken cancellationToken)
    {
        for (var count = 0; count <= Most; count++)
        {
            using var message = request(address);
            var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            answered();
            if (!IsRedirect(response.StatusCode))
                return response;
            using (response)
                address = Next(address, response);
        }

        throw new DownloadException($"the server redirects more than {Most} times");
    }

    static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    static Uri Next(Uri from, HttpResponseMessage response)
    {
        // As it was sent: the parsed property takes a path for a file of this machine, or is missing.
        var location = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : "";
        if (location.Length == 0 || !Uri.TryCreate(from, location, out var next))
            throw new DownloadException($"the server redirects to '{location}', which is not an address");
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || from.Scheme == Uri.UriSchemeHttps))
            throw new DownloadException($"the server redirects to {next}; only {(from.Scheme == Uri.UriSchemeHttps ? "https addresses" : "http and https addresses")} are followed");
        return next;
    }
}
