using MobileNetSharp.Files;

namespace MobileNetSharp.Tests.Files;

public class FileErrorsTests
{
    [Theory]
    [InlineData("No space left on device : '/data/out.tmp'")]
    [InlineData("No space left on device : '/data/Anna's photos/out.tmp'")]
    public void The_reason_does_not_name_the_system_s_path(string message) =>
        Assert.Equal("No space left on device", FileErrors.Reason(new IOException(message)));
}
