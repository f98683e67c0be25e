namespace MobileNetSharp.Catalog;

/// <summary>The environment's part in the catalog's options: where the model folder is, and which server stands in for the others.</summary>
static class CatalogEnvironment
{
    public static string Folder(CatalogOptions options) =>
        Path.GetFullPath(options.Folder ?? Variable("MOBILENETSHARP_HOME") ?? UserFolder());

    /// <summary>The address on the mirror where there is one: the address's own path after the mirror's.</summary>
    public static Uri Mirrored(CatalogOptions options, Uri address) =>
        (options.Mirror ?? MirrorVariable()) is { } mirror
            ? new Uri(mirror.GetLeftPart(UriPartial.Path).TrimEnd('/') + address.PathAndQuery)
            : address;

    static Uri? MirrorVariable()
    {
        if (Variable("MOBILENETSHARP_MIRROR") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var mirror) && mirror.Scheme is "http" or "https")
            return mirror;
        throw new CatalogException($"MOBILENETSHARP_MIRROR is '{text}', expected an address such as http://host:8080.");
    }

    static string UserFolder()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "mobilenetsharp")
            : throw new CatalogException("This user has no data folder to keep models in; set MOBILENETSHARP_HOME to a folder.");
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
