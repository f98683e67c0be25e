using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Docs, help, messages and documentation are written in the words of the field: WordList.txt has the phrases that were replaced.</summary>
public sealed partial class WordListTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void Documents_use_the_words_of_the_field() =>
        AssertNone(Documents().SelectMany(path => Found("everywhere", Path.GetRelativePath(Repository.Root, path), WithoutFileNames(File.ReadAllText(path)))));

    [Fact]
    public void Sources_use_the_words_of_the_field() =>
        AssertNone(Sources().SelectMany(path => Found("everywhere", Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path))));

    [Theory]
    [MemberData(nameof(UsageTests.Verbs), MemberType = typeof(UsageTests))]
    [InlineData("train")]
    [InlineData("train classify")]
    [InlineData("demo")]
    public void Help_uses_the_words_of_the_field(string verb) => AssertNone(
        Found("everywhere", $"mobilenet {verb} --help", mobilenet.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Output));

    [Fact]
    public void No_message_of_a_library_names_the_command() =>
        AssertNone(Libraries().SelectMany(path => Literals(path).SelectMany(text => Found("library messages", Path.GetFileName(path), text))));

    /// <summary>The list itself: each phrase that it replaces is found, also over a line break of a comment.</summary>
    [Theory]
    [InlineData("everywhere", "the run goes on", true)]
    [InlineData("everywhere", "    /// <summary>The run goes\n    /// on where it was.</summary>", true)]
    [InlineData("everywhere", "the run resumes", false)]
    [InlineData("everywhere", "There is no file.", false)]
    [InlineData("everywhere", "It is no file.", true)]
    [InlineData("everywhere", "void InitialiseAll()", true)]
    [InlineData("library messages", "use --threads 1", true)]
    [InlineData("library messages", "run mobilenet demo", true)]
    [InlineData("library messages", "mobilenet_v2_1.0_224 -- a network", false)]
    public void A_phrase_of_the_list_is_found(string section, string text, bool isFound) =>
        Assert.Equal(isFound, Found(section, "text", text).Any());

    static void AssertNone(IEnumerable<string> found)
    {
        var all = found.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} phrases to replace:\n{string.Join('\n', all)}");
    }

    static IEnumerable<string> Found(string section, string name, string text) =>
        from entry in Entries(section)
        from Match match in entry.Pattern.Matches(text)
        select $"{name}({text.AsSpan(0, match.Index).Count('\n') + 1}): '{Around(text, match)}' => {entry.Replacement}";

    static string Around(string text, Match match)
    {
        var (start, end) = (Math.Max(0, match.Index - 20), Math.Min(text.Length, match.Index + match.Length + 20));
        return Space().Replace(text[start..end], " ").Trim();
    }

    static IEnumerable<(Regex Pattern, string Replacement)> Entries(string section) => Lists.Value[section];

    static readonly Lazy<Dictionary<string, List<(Regex, string)>>> Lists = new(() =>
    {
        var lists = new Dictionary<string, List<(Regex, string)>>(StringComparer.Ordinal);
        var entries = new List<(Regex, string)>();
        foreach (var line in File.ReadLines(Repository.Path("test/MobileNetSharp.Cli.Tests/WordList.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                lists[line[1..^1]] = entries = [];
                continue;
            }

            var parts = line.Split(" => ");
            // A phrase may go over a line break, in a comment too.
            entries.Add((new Regex(parts[0].Replace(" ", @"\s+(?:///?\s*)?", StringComparison.Ordinal), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), parts[1]));
        }

        return lists;
    });

    /// <summary>All documents but the ones that the command writes (docs/paper; its README is ours).</summary>
    static IEnumerable<string> Documents() =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md"),
        .. Files("docs", "*.md").Where(path => !path.EndsWith("paper.md", StringComparison.Ordinal)),
        .. Files("docs/images", "*.svg"),
        .. Files("src", "README.md"),
    ];

    static IEnumerable<string> Sources() =>
    [
        .. Files("src", "*.cs").Where(path => !path.Contains($"{Path.DirectorySeparatorChar}Names{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
        .. Files("src/MobileNetSharp.Training/Recipes", "*.json"),
    ];

    static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Repository.Path(folder), pattern, SearchOption.AllDirectories).Where(path => !Output().IsMatch(path)).Order(StringComparer.Ordinal);

    static IEnumerable<string> Libraries() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "MobileNetSharp*.dll").Where(path => !path.Contains(".Tests", StringComparison.Ordinal) && !path.Contains("TestKit", StringComparison.Ordinal));

    /// <summary>The string literals of an assembly.</summary>
    static List<string> Literals(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var literals = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil && metadata.GetHeapOffset(handle) < metadata.GetHeapSize(HeapIndex.UserString); handle = metadata.GetNextHandle(handle))
            literals.Add(metadata.GetUserString(handle));
        return literals;
    }

    static string WithoutFileNames(string document) => FileName().Replace(document, "");

    [GeneratedRegex(@"\s+(///?\s*)?")]
    private static partial Regex Space();

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex Output();

    /// <summary>Verbatim text in documents: class names and paths keep their spelling.</summary>
    [GeneratedRegex(@"`[^`\n]*`|\]\([^)]*\)")]
    private static partial Regex FileName();
}
