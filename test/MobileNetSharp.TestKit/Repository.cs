namespace MobileNetSharp.TestKit;

/// <summary>Where the repository that these tests were built from lies.</summary>
public static class Repository
{
    /// <summary>The repository's root folder: the nearest one above the test assembly that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The absolute path of a file of the repository.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "MobileNetSharp.slnx")))
                return folder;
        }

        throw new InvalidOperationException($"No MobileNetSharp.slnx above {AppContext.BaseDirectory}.");
    }
}
