using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Datasets.Tests;

public sealed class ComposedNameTests
{
    [Theory]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("u\u0308ber", "\u00FCber")]
    [InlineData("Vie\u0323\u0302t", "Vi\u1EC7t")]
    [InlineData("\u0439", "\u0439")]
    [InlineData("\u0438\u0306", "\u0439")]
    [InlineData("\u304B\u3099", "\u304C")]
    [InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8", "\uD55C\uAD6D")]
    [InlineData("plain", "plain")]
    [InlineData("x\u0301", "x\u0301")]
    [InlineData("\u0301", "\u0301")]
    public void Letters_and_their_marks_become_one_character_where_there_is_one(string name, string composed) => Assert.Equal(composed, ComposedName.From(name));
}
