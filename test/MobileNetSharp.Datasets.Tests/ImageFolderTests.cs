namespace MobileNetSharp.Datasets.Tests;

public class ImageFolderTests
{
    [Fact]
    public void Something() => Assert.True(true);
}
