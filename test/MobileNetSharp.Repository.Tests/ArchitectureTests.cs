using System.Collections.Immutable;
using System.Reflection;

namespace MobileNetSharp.Repository.Tests;

/// <summary>The projects reference each other and packages as docs/architecture.md says, and what they reference they use.</summary>
public class ArchitectureTests
{
    static readonly ImmutableArray<ProjectFile> Rooms = [.. ProjectFile.In("src")];

    public static TheoryData<string> RoomNames => [.. Rooms.Select(room => room.Name)];

    [Fact]
    public void The_table_of_the_architecture_names_every_room_and_no_other()
    {
        var table = Table();
        Assert.Equal(
            Rooms.Select(room => room.Name).Order(StringComparer.Ordinal),
            Enumerable.Range(0, table.Rows).Select(row => RoomOf(table, row)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_references_what_the_table_says(string name)
    {
        var table = Table();
        var row = Enumerable.Range(0, table.Rows).Single(row => RoomOf(table, row) == name);
        Assert.Equal(table.Names(row, "references").Select(FullName).Order(StringComparer.Ordinal), Room(name).Projects);
        Assert.Equal(table.Names(row, "packages"), Room(name).DefaultPackages);
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_references_only_rooms_that_it_uses(string name)
    {
        // The core is also referenced for the base types of what a room uses.
        var used = UsedBy(name).ToHashSet();
        Assert.All(Room(name).Projects.Where(project => project != "MobileNetSharp"), project => Assert.Contains(Room(project).AssemblyName, used));
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_uses_no_package_but_its_own(string name)
    {
        var foreign = UsedBy(name).Where(used => !used.StartsWith("System.", StringComparison.Ordinal) && Rooms.All(room => room.AssemblyName != used));
        Assert.All(foreign, used => Assert.Contains(Room(name).Packages, package => used == package || used.StartsWith($"{package}.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_core_and_the_engine_need_no_package_and_only_training_references_Torch()
    {
        Assert.Empty(Room("MobileNetSharp").Packages);
        Assert.Empty(Room("MobileNetSharp.Inference").Packages);
        Assert.Equal(["MobileNetSharp.Training"], AllProjects().Where(KnowsTorch).Select(project => project.Name));

        static bool KnowsTorch(ProjectFile project) => project.Packages.Any(package => package.Contains("torch", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_package_is_listed_with_its_license_and_its_reason()
    {
        var table = MarkdownTable.Find(File.ReadAllText(TestKit.Repository.Path("docs/dependencies.md")), "package", "license", "why");
        var listed = Enumerable.Range(0, table.Rows).SelectMany(row => table.Names(row, "package")).Order(StringComparer.Ordinal);
        Assert.Equal(AllProjects().SelectMany(project => project.Packages).Distinct().Order(StringComparer.Ordinal), listed);
        Assert.All(Enumerable.Range(0, table.Rows), row => Assert.NotEmpty(table.Text(row, "license")));
        Assert.All(Enumerable.Range(0, table.Rows), row => Assert.NotEmpty(table.Text(row, "why")));
    }

    [Fact]
    public void A_namespace_is_the_path_of_its_folder()
    {
        var root = TestKit.Repository.Path("src");
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin") && !file.EndsWith(".g.cs", StringComparison.Ordinal));
        Assert.All(files, file =>
        {
            var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            var declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            Assert.True(declared is null || declared == $"namespace {folder};", $"{file}: {declared}");
        });
    }

    [Fact]
    public void A_table_is_read_by_the_names_of_its_columns()
    {
        var table = MarkdownTable.Find(
            """
            | other | table |
            |---|---|
            | `x` | 1 |

            | room | contains | references | packages |
            |---|---|---|---|
            | `MobileNetSharp` | `Graphs`, more | none | none |
            | `MobileNetSharp.Imaging` | images | `MobileNetSharp` | `SkiaSharp`, `SkiaSharp.NativeAssets.Linux.NoDependencies` |

            | `after` | | | |
            """,
            "room", "references", "packages");
        Assert.Equal(2, table.Rows);
        Assert.Equal("images", table.Text(1, "contains"));
        Assert.Empty(table.Names(0, "references"));
        Assert.Equal(["SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies"], table.Names(1, "packages"));
        Assert.Throws<InvalidDataException>(() => MarkdownTable.Find("| room | packages |\n|---|---|\n", "room", "references"));
    }

    static MarkdownTable Table() => MarkdownTable.Find(
        File.ReadAllText(TestKit.Repository.Path("docs/architecture.md")), "room", "contains", "references", "packages");

    static string RoomOf(MarkdownTable table, int row) => FullName(Assert.Single(table.Names(row, "room")));

    /// <summary>The table may say `Imaging` or `src/MobileNetSharp.Imaging` for MobileNetSharp.Imaging.</summary>
    static string FullName(string name)
    {
        name = name.Replace("src/", "", StringComparison.Ordinal);
        return name.StartsWith("MobileNetSharp", StringComparison.Ordinal) ? name : $"MobileNetSharp.{name}";
    }

    static ProjectFile Room(string name) => Rooms.Single(room => room.Name == name);

    static IEnumerable<ProjectFile> AllProjects() =>
    [
        .. Rooms,
        .. ProjectFile.In("test"),
        .. ProjectFile.In("bench"),
        .. ProjectFile.In("eng"),
        .. new[] { "src/Directory.Build.targets", "test/Directory.Build.props" }.Select(path => new ProjectFile(TestKit.Repository.Path(path))),
    ];

    static IEnumerable<string> UsedBy(string room) =>
        Assembly.Load(Room(room).AssemblyName).GetReferencedAssemblies().Select(assembly => assembly.Name!);
}
