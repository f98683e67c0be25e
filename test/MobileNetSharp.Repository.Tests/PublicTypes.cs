using System.Collections.Immutable;
using System.Reflection;

namespace MobileNetSharp.Repository.Tests;

/// <summary>The public types of the packed libraries.</summary>
static class PublicTypes
{
    public static ImmutableArray<Type> All { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "MobileNetSharp*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => File.Exists(TestKit.Repository.Path($"src/{name}/PublicAPI.Shipped.txt")))
            .SelectMany(name => Assembly.Load(name).GetExportedTypes())
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];
}
