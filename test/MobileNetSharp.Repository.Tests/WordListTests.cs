using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Repository.Tests;

/// <summary>Docs, help, messages and sources use the words of the field: WordList.txt has the phrases that were replaced.</summary>
public partial class WordListTests
{
    static readonly string Root = TestKit.Repository.Root;

    [Fact]
    public void Documents_use_the_words_of_the_field() =>
        AssertNone(Documents().SelectMany(path => WordList.Find("everywhere", Path.GetRelativePath(Root, path), WithoutCode(File.ReadAllText(path)))));

    [Fact]
    public void Sources_use_the_words_of_the_field() =>
        AssertNone(Sources().SelectMany(path => WordList.Find("everywhere", Path.GetRelativePath(Root, path), File.ReadAllText(path))));

    [Fact]
    public void Help_uses_the_words_of_the_field()
    {
        var pages = Help("").ToArray();
        Assert.InRange(pages.Length, 15, 100);
        AssertNone(pages.SelectMany(page => WordList.Find("everywhere", $"mobilenet {page.Verb} --help", page.Text)));
    }

    [Fact]
    public void No_message_of_a_library_names_the_command()
    {
        var literals = Libraries().SelectMany(path => Literals(path).Select(text => (Library: Path.GetFileName(path), Text: text))).ToArray();
        Assert.Contains(literals, literal => literal.Text.Contains("truncated", StringComparison.Ordinal));
        AssertNone(literals.SelectMany(literal => WordList.Find("library messages", literal.Library, literal.Text)));
    }

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
        Assert.Equal(isFound, WordList.Find(section, "text", text).Any());

    static void AssertNone(IEnumerable<string> found)
    {
        var all = found.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} phrases to replace:\n{string.Join('\n', all)}");
    }

    /// <summary>All documents but those that the command writes: docs/paper/paper.md.</summary>
    static IEnumerable<string> Documents() =>
    [
        .. Directory.EnumerateFiles(Root, "*.md"),
        .. Files("docs", "*.md").Where(path => Path.GetFileName(path) != "paper.md"),
        .. Files("docs/images", "*.svg"),
        .. Files("src", "README.md"),
    ];

    static IEnumerable<string> Sources() => [.. Files("src", "*.cs"), .. Files("src/MobileNetSharp.Training/Recipes", "*.json")];

    static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(TestKit.Repository.Path(folder), pattern, SearchOption.AllDirectories)
            .Where(path => !BuildOutput().IsMatch(path)).Order(StringComparer.Ordinal);

    /// <summary>The help of a verb and of all verbs below it.</summary>
    static IEnumerable<(string Verb, string Text)> Help(string verb)
    {
        var text = PackedSolution.Run(Root, "dotnet", [Path.Combine(AppContext.BaseDirectory, "mobilenet.dll"), .. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        yield return (verb, text);
        var verbs = Verbs().Match(text.ReplaceLineEndings("\n")).Groups["line"].Captures.Where(line => !line.Value.StartsWith("   ", StringComparison.Ordinal)).Select(line => line.Value.Trim().Split(' ')[0]);
        foreach (var page in verbs.SelectMany(below => Help($"{verb} {below}".Trim())))
            yield return page;
    }

    static IEnumerable<string> Libraries() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "MobileNetSharp*.dll").Where(path => !Path.GetFileName(path).Contains("Test", StringComparison.Ordinal));

    /// <summary>The string literals of an assembly.</summary>
    static List<string> Literals(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var literals = new List<string>();
        for (var handle = metadata.GetNextHandle(default(UserStringHandle)); !handle.IsNil; handle = metadata.GetNextHandle(handle))
            literals.Add(metadata.GetUserString(handle));
        return literals;
    }

    /// <summary>Names and paths keep their spelling.</summary>
    static string WithoutCode(string document) => Code().Replace(document, "");

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"`[^`\n]*`|\]\([^)\n]*\)")]
    private static partial Regex Code();

    [GeneratedRegex(@"^Commands:\n(?<line>  .*\n)+", RegexOptions.Multiline)]
    private static partial Regex Verbs();
}
