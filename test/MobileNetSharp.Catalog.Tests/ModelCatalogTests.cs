using System.Text.RegularExpressions;

namespace MobileNetSharp.Catalog.Tests;

public sealed partial class ModelCatalogTests
{
    /// <summary>Without whatever this user's own model folder holds.</summary>
    static readonly ModelCatalog Official = new(new CatalogOptions { Folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) });

    [Fact]
    public void The_default_is_torchvisions_better_MobileNetV2()
    {
        Assert.Equal("torchvision/mobilenet_v2", Official.Default.Name);
        Assert.Equal(72.154, Official.Default.Top1Percent);
        Assert.Equal(232, Official.Default.Preprocessing?.ShortSide);
        Assert.Equal("https://download.pytorch.org/models/mobilenet_v2-7ebf99e0.pth", Official.Default.Address.AbsoluteUri);
        Assert.EndsWith($"-{Official.Default.Sha256![..8]}.pth", Official.Default.FileName, StringComparison.Ordinal);
    }

    [Fact]
    public void All_official_checkpoints_are_listed()
    {
        Assert.Equal(2, Official.Entries.Count(entry => entry.Source == "torchvision"));
        Assert.Equal(22, Official.Entries.Count(entry => entry.Name.StartsWith("tf/mobilenet_v2_", StringComparison.Ordinal)));
        Assert.Equal(16, Official.Entries.Count(entry => entry.Name.StartsWith("tf/mobilenet_v1_", StringComparison.Ordinal)));
        Assert.Equal(40, Official.Entries.Length);
    }

    [Fact]
    public void Every_checkpoint_is_complete_and_none_shares_name_file_address_or_hash_with_another()
    {
        Assert.All(Official.Entries, entry =>
        {
            Assert.Equal("https", entry.Address.Scheme);
            Assert.Matches("^[0-9a-f]{64}$", entry.Sha256);
            Assert.Equal(entry.Source == "tf" ? ("Apache-2.0", 1001) : ("BSD-3-Clause", 1000), (entry.License, entry.Labels?.Length ?? 0));
            Assert.NotNull(entry.Preprocessing);
            Assert.InRange(entry.Top1Percent ?? 0, 41, 76);
            Assert.InRange(entry.Top5Percent ?? 0, entry.Top1Percent ?? 0, 93);
        });
        Assert.Distinct(Official.Entries.Select(entry => entry.Name));
        Assert.Distinct(Official.Entries.Select(entry => entry.FileName));
        Assert.Distinct(Official.Entries.Select(entry => entry.Address));
        Assert.Distinct(Official.Entries.Select(entry => entry.Sha256));
    }

    [Theory]
    [InlineData("tf/mobilenet_v2_1.4_224", 75.0, 92.5)]
    [InlineData("tf/mobilenet_v2_0.35_96", 45.5, 70.4)]
    [InlineData("tf/mobilenet_v1_0.5_160", 59.1, 81.9)]
    public void Published_accuracies_are_the_tables(string name, double top1, double top5)
    {
        var entry = Official.Find(name);
        Assert.Equal((top1, top5), (entry.Top1Percent, entry.Top5Percent));
    }

    [Fact]
    public void A_TF_archive_is_named_as_it_is_published()
    {
        var entry = Official.Find("TF/MobileNet_V2_1.0_224");
        Assert.Equal("https://storage.googleapis.com/mobilenet_v2/checkpoints/mobilenet_v2_1.0_224.tgz", entry.Address.AbsoluteUri);
        Assert.Equal("mobilenet_v2_1.0_224.tflite", entry.ArchiveMember);
        Assert.Equal(78_306_834, entry.SizeBytes);
    }

    [Theory]
    [InlineData("tf/mobilenet_v2_1.0_225", "tf/mobilenet_v2_1.0_224")]
    [InlineData("mobilenet_v2", "torchvision/mobilenet_v2")]
    [InlineData("torchvison/mobilenetv2", "torchvision/mobilenet_v2")]
    public void An_unknown_name_gets_the_nearest_ones(string name, string nearest)
    {
        var error = Assert.Throws<CatalogException>(() => Official.Find(name));
        Assert.Equal((CatalogFault.UnknownModel, name), (error.Fault, error.ModelName));
        Assert.Equal(nearest, NearestName().Match(error.Message).Groups[1].Value);
    }

    [Fact]
    public void The_model_folder_is_in_the_users_data_folder_unless_it_is_set()
    {
        var users = new ModelCatalog().Folder;
        Assert.True(Path.IsPathFullyQualified(users));
        if (Environment.GetEnvironmentVariable("MOBILENETSHARP_HOME") is null)
            Assert.Equal("mobilenetsharp", Path.GetFileName(users));
        Assert.Equal(Path.GetFullPath("here"), new ModelCatalog(new CatalogOptions { Folder = "here" }).Folder);
    }

    [Fact]
    public void A_model_folder_that_does_not_exist_holds_no_models()
    {
        using var temp = new TestKit.TempFolder();
        Assert.Empty(new ModelCatalog(new CatalogOptions { Folder = temp.File("nowhere") }).LocalModels());
    }

    [GeneratedRegex("nearest: ([^,]+),")]
    private static partial Regex NearestName();
}
