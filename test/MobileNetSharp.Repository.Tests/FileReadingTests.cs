using System.Text.RegularExpressions;

namespace MobileNetSharp.Repository.Tests;

/// <summary>A file of any origin is read by <c>BoundedFile</c>, which knows how large it may be and that it ends.</summary>
public sealed partial class FileReadingTests
{
    /// <summary>Files of the system, of the command itself, and of the library that was loaded already.</summary>
    static readonly string[] Trusted = ["PhysicalCores.cs", "Processor.cs", "ImageInputs.cs", "TorchLibrary.cs"];

    [Fact]
    public void No_other_source_reads_a_whole_file_without_a_limit()
    {
        var found =
            from path in Directory.EnumerateFiles(TestKit.Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            where !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Trusted.Contains(Path.GetFileName(path))
            where Unlimited().IsMatch(File.ReadAllText(path))
            select Path.GetFileName(path);
        Assert.Empty(found);
    }

    [GeneratedRegex(@"\bFile\.(ReadAll|ReadLines|OpenText)|new StreamReader\((path|file|File\.)")]
    private static partial Regex Unlimited();
}
