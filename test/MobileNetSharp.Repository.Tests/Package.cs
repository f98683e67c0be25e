using System.Collections.Immutable;
using System.IO.Compression;
using System.Xml.Linq;

namespace MobileNetSharp.Repository.Tests;

/// <summary>A .nupkg file.</summary>
public sealed class Package
{
    readonly XElement metadata;

    public Package(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        (Path, Files) = (path, [.. zip.Entries.Select(entry => entry.FullName)]);
        using var nuspec = zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        metadata = XElement.Load(nuspec).Elements().Single();
        using var readme = new StreamReader(zip.GetEntry("README.md")!.Open());
        Readme = readme.ReadToEnd();
    }

    public string Path { get; }

    public ImmutableArray<string> Files { get; }

    public string Readme { get; }

    public string Id => Property("id");

    public string Version => Property("version");

    /// <summary>The identifiers and versions of the packages that it brings along.</summary>
    public IEnumerable<(string Id, string Version)> Dependencies => metadata.Descendants()
        .Where(element => element.Name.LocalName == "dependency")
        .Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value));

    /// <summary>An element of its .nuspec; empty where there is none.</summary>
    public string Property(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    public override string ToString() => Id;
}
