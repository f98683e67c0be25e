using MobileNetSharp.Cards;

namespace MobileNetSharp.Tests.Cards;

/// <summary>The files of class names that people have.</summary>
public class LabelFileTests
{
    public static TheoryData<string, string, string[]> Files => new()
    {
        { "a name on each line", "cat\ndog\n", ["cat", "dog"] },
        { "Windows line endings, a byte order mark, blank lines at the end", "\uFEFFcat\r\ndog\r\n\r\n \r\n", ["cat", "dog"] },
        { "a blank line is a class without a name", "cat\n\ndog\n", ["cat", "", "dog"] },
        { "a blank line at the beginning too", "\ncat\n", ["", "cat"] },
        { "comments", "# made by us\ncat\n# and\ndog", ["cat", "dog"] },
        { "Teachable Machine", "0 cardboard\n1 plastic\n2 glass", ["cardboard", "plastic", "glass"] },
        { "names with spaces", "0 Class 1\n1 Class 2", ["Class 1", "Class 2"] },
        { "colons, two spaces, tabs", "0: cat\n1:dog\n2  bird\n3\tfish", ["cat", "dog", "bird", "fish"] },
        { "indices from 1 count from 1", "1 cat\n2 dog", ["cat", "dog"] },
        { "left-out indices have no name", "0  person\n1  bicycle\n3  motorcycle\n\n4  airplane", ["person", "bicycle", "", "motorcycle", "airplane"] },
        { "names that begin with digits", "3 apples\n4 apples", ["3 apples", "4 apples"] },
        { "only some lines have an index", "0 cat\ndog", ["0 cat", "dog"] },
        { "indices that do not ascend", "1 cat\n0 dog", ["1 cat", "0 dog"] },
        { "numbers that are names", "1 euro\n2 euro\n5 euro", ["1 euro", "2 euro", "5 euro"] },
        { "few numbers far apart", "1 cent\n10 cents", ["1 cent", "10 cents"] },
        { "only numbers", "0\n1\n2", ["0", "1", "2"] },
        { "a date is not an index", "2019 model\n2020 model", ["2019 model", "2020 model"] },
        { "a JSON list", """["cat", "dog"]""", ["cat", "dog"] },
        { "a JSON map", """{"1": "dog", "0": "cat"}""", ["cat", "dog"] },
        { "Keras's class_indices", """{"cat": 0, "dog": 1}""", ["cat", "dog"] },
        { "Keras's imagenet_class_index", """{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}""", ["tench", "goldfish"] },
        { "Hugging Face's config.json", """{"model_type": "mobilenet_v2", "id2label": {"0": "cat", "1": "dog"}, "label2id": {"cat": 0, "dog": 1}}""", ["cat", "dog"] },
        { "TensorFlow's label map", "item {\n  id: 1\n  name: 'cat'\n}\nitem {\n  name: \"/m/0bt9lr\"\n  id: 2\n  display_name: \"dog\"\n}\n", ["cat", "dog"] },
        { "a label map with an unused id", "item { id: 1 name: 'cat' }\nitem { id: 3 name: 'dog' }", ["cat", "", "dog"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Names_are_found_with_their_indices(string kind, string text, string[] expected)
    {
        Assert.NotEmpty(kind);
        Assert.Equal(expected, LabelFile.Parse(text));
    }

    [Theory]
    [InlineData("", "The file has no class names; one on each line is expected.")]
    [InlineData("\n\n# none\n", "The file has no class names; one on each line is expected.")]
    [InlineData("""{"0": {"name": "cat"}}""", "The JSON has no class names: a list of names, or a map from each index from 0 on to its name, is expected.")]
    [InlineData("[1, 2]", "The JSON has no class names: a list of names, or a map from each index from 0 on to its name, is expected.")]
    [InlineData("""{"7": "cat", "900": "dog"}""", "The JSON has no class names: a list of names, or a map from each index from 0 on to its name, is expected.")]
    [InlineData("""{"0": "cat", "9223372036854775807": "dog"}""", "The JSON has no class names: a list of names, or a map from each index from 0 on to its name, is expected.")]
    [InlineData("item { id: 1 name: 'cat' } item { id: 2 name: '{dog}' } item { id: 3 name: 'bird' }", "The label map has 3 items, of which 2 are an id and names in one pair of braces.")]
    [InlineData("item { id: 1 }", "The label map's item 1 has no id or no name.")]
    [InlineData("item { id: 2 name: 'cat' }", "The label map's ids are not those of a model's classes: from 0 or 1 on, each once.")]
    public void What_holds_no_names_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ModelCardException>(() => LabelFile.Parse(text)).Message);

    [Fact]
    public void A_list_cut_off_is_refused_as_JSON() =>
        Assert.StartsWith("The class names are not valid JSON", Assert.Throws<ModelCardException>(() => LabelFile.Parse("""["cat", """)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_files_fault_names_the_file()
    {
        using var folder = new TestKit.TempFolder();
        var path = folder.File("labels.txt");
        File.WriteAllText(path, "\n");
        Assert.StartsWith($"{path}: ", Assert.Throws<ModelCardException>(() => LabelFile.Load(path)).Message, StringComparison.Ordinal);
    }
}
