using Xunit;

namespace MobileNetSharp.TestKit;

/// <summary>The developers' verification data (real models, images, expected results), which a user's clone does not have.</summary>
public static class SharedData
{
    /// <summary>Skip reason of every test that needs the data; <c>.ci/run</c> fails on it where the data is there.</summary>
    public const string SkipReason = "needs the verification data in ../shared/data beside the repository";

    /// <summary>The data folder, or null where there is none.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The absolute path of one file or folder of the data, or a skip of the running test where the data is absent.</summary>
    public static string Path(string relative)
    {
        Assert.SkipWhen(Root is null, SkipReason);
        return System.IO.Path.Combine(Root, relative);
    }

    static string? Find()
    {
        var data = System.IO.Path.Combine(Repository.Root, "..", "shared", "data");
        return Directory.Exists(data) ? System.IO.Path.GetFullPath(data) : null;
    }
}
