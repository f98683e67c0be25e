using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Evaluation.Tests;

public class LabelMapTests
{
    static readonly ImmutableArray<string> Labels =
        ["background", "tench, Tinca tinca", "great grey owl, great gray owl, Strix nebulosa", "crane", "crane, lifting", "maillot", "maillot, tank suit", "Cardigan, Cardigan Welsh corgi", "cardigan", "crane"];

    [Theory]
    [InlineData("tench", 1)]
    [InlineData("TENCH", 1)]
    [InlineData("Tinca_tinca", 1)]
    [InlineData("tench, tinca tinca", 1)]
    [InlineData("n01440764_tench", 1)]
    [InlineData("great-gray_owl", 2)]
    [InlineData("n01622779-great_grey_owl", 2)]
    [InlineData("maillot", 5)]
    [InlineData("tank suit", 6)]
    [InlineData("Cardigan", 7)]
    [InlineData("cardigan", 8)]
    [InlineData("CARDIGAN", 8)]
    public void A_class_is_found_by_whole_name_or_synonym_whatever_the_case(string name, int index) =>
        Assert.Equal([index], LabelMap.Match([name], Labels).Indices);

    [Fact]
    public void What_does_not_match_is_listed()
    {
        var error = Assert.Throws<EvaluationException>(() => LabelMap.Match(["tench", "trout", "crane", "1"], Labels));
        Assert.Equal("3 of 4 classes of the dataset are not one of the model's 10 labels: 'trout', 'crane' (could be 3 'crane' or 9 'crane'), '1'.", error.Message);
        Assert.Equal(["trout", "crane", "1"], error.UnmatchedClasses);
    }

    [Fact]
    public void Of_many_unknown_classes_the_first_are_listed()
    {
        var error = Assert.Throws<EvaluationException>(() => LabelMap.Match([.. Enumerable.Range(0, 100).Select(i => $"x{i}")], Labels));
        Assert.Contains("'x11' and 88 more.", error.Message);
    }

    [Fact]
    public void A_map_says_a_label_a_synonym_or_an_index()
    {
        var given = new Dictionary<string, string> { ["fish"] = "Tinca tinca", ["bird"] = "3", ["suit"] = "tank_suit" };
        Assert.Equal([1, 3, 6, 2], LabelMap.Match(["fish", "bird", "suit", "great grey owl"], Labels, given).Indices);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("-1")]
    [InlineData("trout")]
    public void A_map_to_what_the_model_does_not_have_is_refused(string target) =>
        Assert.Contains("'fish'", Assert.Throws<EvaluationException>(
            () => LabelMap.Match(["fish"], Labels, new Dictionary<string, string> { ["fish"] = target })).Message);

    [Fact]
    public void A_thousand_WordNet_ids_are_ImageNet_in_order()
    {
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => $"n{(9_999_999 - (i * 7)):D8}")];
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => 999 - i), LabelMap.Match(ids, ClassNames.ImageNet).Indices);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => 1000 - i), LabelMap.Match(ids, ClassNames.ImageNetWithBackground).Indices);
        Assert.Throws<EvaluationException>(() => LabelMap.Match(ids[..999], ClassNames.ImageNet));
    }

    [Fact]
    public void Classes_that_differ_only_in_how_words_are_joined_are_told_apart() =>
        Assert.Equal([1, 0], LabelMap.Match(["a_b", "a b"], ["a b", "a_b"]).Indices);

    [Fact]
    public void A_map_is_read_from_lines_of_names_and_targets()
    {
        using var folder = new TempFolder();
        var path = folder.File("map.txt");
        File.WriteAllText(path, "# ours = theirs\n\nfish=tench, Tinca tinca\n bird = 3 \r\n");
        var map = LabelMapFile.Read(path);
        Assert.Equal([new("bird", "3"), new("fish", "tench, Tinca tinca")], map.OrderBy(pair => pair.Key));
    }

    [Theory]
    [InlineData("fish", "line 1: 'fish'")]
    [InlineData("fish =", "line 1: 'fish ='")]
    [InlineData("a = 1\nb = 2\na = 3", "line 3: 'a' is mapped twice")]
    [InlineData("", "holds no line")]
    public void A_map_that_does_not_hold_is_told_with_its_line(string text, string message)
    {
        using var folder = new TempFolder();
        var path = folder.File("map.txt");
        File.WriteAllText(path, text);
        var error = Assert.Throws<EvaluationException>(() => LabelMapFile.Read(path));
        Assert.StartsWith(path, error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void The_same_classes_map_to_themselves() => Assert.Equal([0, 1, 2], LabelMap.Identity(["a", "b", "c"]).Indices);
}
