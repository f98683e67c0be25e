using System.Text.RegularExpressions;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using static MobileNetSharp.Repository.Tests.PackedSolution;

namespace MobileNetSharp.Repository.Tests;

/// <summary>The packages as users get them: packed, restored from a local folder, used.</summary>
public partial class PackageTests(PackedSolution packed) : IClassFixture<PackedSolution>
{
    const string Tool = "MobileNetSharp.Cli";

    /// <summary>Those that .NET is published for.</summary>
    static readonly string[] Platforms =
    [
        "linux-x64", "linux-arm64", "linux-arm", "linux-musl-x64", "linux-musl-arm64", "linux-musl-arm", "osx", "osx-x64", "osx-arm64", "win-x64", "win-x86", "win-arm64",
    ];

    [Fact]
    public void What_is_meant_to_be_public_is_packed()
    {
        Assert.Equal(
            [
                "MobileNetSharp", "MobileNetSharp.Catalog", "MobileNetSharp.Cli", "MobileNetSharp.Datasets", "MobileNetSharp.Evaluation",
                "MobileNetSharp.Formats", "MobileNetSharp.Imaging", "MobileNetSharp.Inference", "MobileNetSharp.Plotting",
                "MobileNetSharp.Reporting", "MobileNetSharp.Training", "MobileNetSharp.Vision",
            ],
            packed.Packages.Select(package => package.Id));
    }

    [Fact]
    public void A_package_has_its_code_documentation_and_symbols_and_nothing_else()
    {
        foreach (var package in packed.Packages.Where(package => package.Id != Tool))
        {
            string[] targets = package.Id is "MobileNetSharp.Imaging" or "MobileNetSharp.Training" ? [$"buildTransitive/{package.Id}.targets"] : [];
            Assert.Equal(
                ["README.md", .. targets, $"lib/net10.0/{package.Id}.dll", $"lib/net10.0/{package.Id}.xml"],
                package.Files.Where(file => !PackageFormat().IsMatch(file)).Order(StringComparer.Ordinal));
            Assert.True(File.Exists(Path.ChangeExtension(package.Path, ".snupkg")), $"{package} has no symbols.");
        }
    }

    [Fact]
    public void All_packages_have_one_version_and_need_only_packages_that_are_published()
    {
        var version = Assert.Single(packed.Packages.Select(package => package.Version).Distinct());
        var ours = packed.Packages.Where(package => package.Id != Tool).Select(package => (package.Id, version)).ToArray();
        foreach (var package in packed.Packages)
            Assert.Empty(package.Dependencies.Where(dependency => dependency.Id.StartsWith("MobileNetSharp", StringComparison.Ordinal)).Except(ours));
    }

    [Fact]
    public void A_package_says_what_it_is_for()
    {
        foreach (var package in packed.Packages)
        {
            Assert.All(["description", "tags", "authors", "license"], name => Assert.NotEmpty(package.Property(name)));
            Assert.StartsWith($"# {package.Id}\n", package.Readme);
            // A package's page is elsewhere, where a link into the repository leads nowhere.
            Assert.All(LinkTargets().Matches(package.Readme), link => Assert.StartsWith("https://", link.Groups[1].Value));
        }
    }

    [Fact]
    public void The_code_that_a_package_shows_is_compiled_here()
    {
        var compiled = Lines(File.ReadAllText(TestKit.Repository.Path("test/MobileNetSharp.Repository.Tests/PackageReadmeCode.cs")));
        Assert.All(
            packed.Packages.SelectMany(package => Code().Matches(package.Readme)).SelectMany(code => Lines(code.Groups[1].Value)),
            line => Assert.Contains(line, compiled));

        static IEnumerable<string> Lines(string code) => code.Split('\n').Select(line => line.Split("   //")[0].Trim());
    }

    [Fact]
    public void A_library_s_public_api_is_on_file()
    {
        foreach (var package in packed.Packages.Where(package => package.Id != Tool))
        {
            var file = TestKit.Repository.Path($"src/{package.Id}/PublicAPI.Shipped.txt");
            Assert.True(File.Exists(file), $"{package} has no PublicAPI.Shipped.txt: run eng/update-public-api.sh");
        }
    }

    [Fact]
    public void The_tool_is_installed_from_a_local_folder_and_runs()
    {
        using var folder = new TempFolder();
        // Only the local folder: what the tool needs is in its package.
        File.WriteAllText(folder.File("nuget.config"), $"""
            <configuration><packageSources><clear /><add key="local" value="{packed.Folder}" /></packageSources></configuration>
            """);
        Run(folder.Path, "dotnet", "tool", "install", Tool, "--tool-path", folder.File("tools"), "--configfile", folder.File("nuget.config"));

        PrepareModelAndImage(folder);
        var tool = Path.Combine(folder.File("tools"), Executable("mobilenet"));
        Assert.Equal(packed.Packages[0].Version, Run(folder.Path, tool, "--version").Trim());
        Assert.StartsWith("photo.jpg", Run(folder.Path, tool, "classify", "photo.jpg", "--model", "mine.safetensors"));
        AssertOnlyNeeded(packed.Packages.Single(package => package.Id == Tool).Files.Where(file => !PackageFormat().IsMatch(file)));
    }

    [Fact]
    public void The_readme_s_program_classifies_the_same_from_the_packages_and_compiled_to_native_code()
    {
        // The SDK passes the packages' path to the native linker without quotes.
        using var folder = new TempFolder("mobilenet");
        PrepareModelAndImage(folder);
        WriteProgram(folder);
        AddPackage(folder);
        // Servers of the compiler and of the build would outlive the test.
        string[] options = ["--configuration", "Release", "-nodeReuse:false", "-p:UseSharedCompilation=false"];

        Run(folder.Path, "dotnet", ["build", .. options, "--output", "managed"]);
        var managed = Run(folder.Path, "dotnet", Path.Combine("managed", "Program.dll"));
        Assert.Equal(5, managed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(managed.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(@"^\d+\.\d+ ?% class \d$", line.Trim()));

        AssertOnlyNeeded(Files(folder.File("managed")));

        Assert.SkipUnless(HasNativeLinker(), "Native code needs clang or gcc (on Windows, Visual Studio's C++ tools).");
        var log = Run(folder.Path, "dotnet", ["publish", .. options, "--output", "native"]);
        Assert.DoesNotContain("warning", log);
        Assert.Equal(managed, Run(folder.Path, Path.Combine(folder.Path, "native", Executable("Program"))));
        AssertOnlyNeeded(Files(folder.File("native")));
        Assert.Equal(["Program", "libSkiaSharp"], Files(folder.File("native")).Select(Path.GetFileNameWithoutExtension).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Of foreign symbols and platforms alone, a program of five lines had 350 MB.</summary>
    static void AssertOnlyNeeded(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            if (Path.GetExtension(file) is ".pdb" or ".xml")
                Assert.Matches(@"(^|/)(Program|mobilenet|MobileNetSharp[\w.]*|DotnetToolSettings)\.(pdb|xml)$", file);
            Assert.False(Path.GetExtension(file) is ".lib" or ".a", file);
            Assert.DoesNotMatch("torch_python|jitbackend_test|torchbind_test|backend_with_compiler|aoti_custom_ops|nnapi_backend", file);
            if (RuntimeFile().Match(file) is { Success: true } match)
                Assert.Contains(match.Groups[1].Value, Platforms);
        }
    }

    static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

    /// <summary>The lines of docs/library.md, with the packages of this test in place of those in a clone.</summary>
    void AddPackage(TempFolder folder)
    {
        var lines = DocumentedLine().Matches(File.ReadAllText(TestKit.Repository.Path("docs/library.md"))).Select(line => line.Groups[1].Value).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Equal("pack", lines[0]); // as PackedSolution does
        foreach (var line in lines[1..])
            Run(folder.Path, "dotnet", [.. line.Split(' ').Select(word => word == "~/MobileNetSharp/artifacts/packages" ? packed.Folder : word)]);
    }

    /// <summary>README.md's program, in a project that knows nothing of this repository.</summary>
    static void WriteProgram(TempFolder folder)
    {
        var readme = File.ReadAllText(TestKit.Repository.Path("README.md"));
        File.WriteAllText(folder.File("Program.cs"), Code().Match(readme).Groups[1].Value);
        File.WriteAllText(folder.File("Program.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <PublishAot>true</PublishAot>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
            </Project>
            """);
        var restored = typeof(PackageTests).Assembly.GetCustomAttributes(false).OfType<System.Reflection.AssemblyMetadataAttribute>()
            .Single(data => data.Key == "NuGetPackageRoot").Value;
        File.WriteAllText(folder.File("nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="restored" value="{restored}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="MobileNetSharp"><package pattern="MobileNetSharp*" /></packageSource>
                <packageSource key="restored"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    /// <summary>The files that README.md's program names: a MobileNetV2 0.35 at 96² with random weights, and an image.</summary>
    static void PrepareModelAndImage(TempFolder folder)
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 96, Classes = 7 });
        using var model = new Model(graph, SpreadWeights.For(graph, seed: 1), new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = [.. Enumerable.Range(0, 7).Select(index => $"class {index}")],
            Preprocessing = Preprocessing.TensorFlow,
        });
        ModelFile.Save(model, folder.File("mine.safetensors"));
        File.Copy(TestKit.Repository.Path("docs/images/clock.jpg"), folder.File("photo.jpg"));
    }

    static string Executable(string name) => OperatingSystem.IsWindows() ? $"{name}.exe" : name;

    static bool HasNativeLinker() => OperatingSystem.IsWindows()
        ? File.Exists(Environment.ExpandEnvironmentVariables(@"%ProgramFiles(x86)%\Microsoft Visual Studio\Installer\vswhere.exe"))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(
            path => File.Exists(Path.Combine(path, "clang")) || File.Exists(Path.Combine(path, "gcc")));

    [GeneratedRegex(@"^(_rels/|package/|\[Content_Types\]|[^/]*\.nuspec$)")]
    private static partial Regex PackageFormat();

    [GeneratedRegex(@"(?:^|/)runtimes/([^/]+)/")]
    private static partial Regex RuntimeFile();

    [GeneratedRegex(@"^    dotnet (.+)$", RegexOptions.Multiline)]
    private static partial Regex DocumentedLine();

    [GeneratedRegex(@"\]\(([^)]*)\)")]
    private static partial Regex LinkTargets();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
