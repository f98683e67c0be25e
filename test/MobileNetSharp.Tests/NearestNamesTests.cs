namespace MobileNetSharp.Tests;

/// <summary>The name that a mistyped one meant, and none where none is close.</summary>
public class NearestNamesTests
{
    static readonly string[] Names = ["classify", "info", "convert", "train", "eval", "models"];

    [Theory]
    [InlineData("clasify", "classify")]
    [InlineData("trian", "train")]
    [InlineData("TRAIN", "train")]
    [InlineData("model", "models")]
    [InlineData("evaluate", "eval")]
    [InlineData("lr", null)]
    [InlineData("photos", null)]
    public void Only_a_close_name_is_suggested(string name, string? expected) => Assert.Equal(expected, NearestNames.Closest(name, Names));
}
