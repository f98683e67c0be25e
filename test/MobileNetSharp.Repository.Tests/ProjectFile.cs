using System.Collections.Immutable;
using System.Xml.Linq;

namespace MobileNetSharp.Repository.Tests;

/// <summary>What a .csproj, .props or .targets file references.</summary>
sealed class ProjectFile(string path)
{
    readonly XElement xml = XElement.Load(path);

    public string Name => Path.GetFileNameWithoutExtension(path);

    public string AssemblyName => xml.Descendants("AssemblyName").SingleOrDefault()?.Value ?? Name;

    /// <summary>The names of the projects that it references, in whatever build.</summary>
    public ImmutableArray<string> Projects =>
        [.. Items("ProjectReference").Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)];

    /// <summary>The packages that it references in whatever build.</summary>
    public ImmutableArray<string> Packages => [.. Items("PackageReference").Select(item => item.Attribute("Include")!.Value).Order(StringComparer.Ordinal)];

    /// <summary>The packages that it references unless a property asks for others.</summary>
    public ImmutableArray<string> DefaultPackages =>
    [
        .. Items("PackageReference")
            .Where(item => item.AncestorsAndSelf().All(element => element.Attribute("Condition")?.Value is null or "'$(Torch)' == 'cpu'"))
            .Select(item => item.Attribute("Include")!.Value).Order(StringComparer.Ordinal),
    ];

    /// <summary>The projects in a folder of the repository.</summary>
    public static IEnumerable<ProjectFile> In(string folder) =>
        Directory.EnumerateDirectories(TestKit.Repository.Path(folder))
            .SelectMany(project => Directory.EnumerateFiles(project, "*.csproj")).Order(StringComparer.Ordinal).Select(file => new ProjectFile(file));

    public override string ToString() => Name;

    IEnumerable<XElement> Items(string kind) => xml.Descendants(kind).Where(item => item.Attribute("Include") is not null);
}
