using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Cards;

namespace MobileNetSharp.Catalog;

/// <summary>The checkpoints that the networks' authors published: torchvision's MobileNetV2, TF-slim's float MobileNetV2 and MobileNetV1.</summary>
/// <remarks>
/// Addresses and accuracies: torchvision/models/mobilenetv2.py; tensorflow/models research/slim/nets/mobilenet/README.md
/// and research/slim/nets/mobilenet_v1.md. torchvision publishes the first 8 digits of the SHA-256, in the file name; all 64, and
/// V2's size, are what others measured and agree on: for V1 a recipe of a Yocto layer that packages pytorch.org's models, and the
/// D3M primitives of UBC; for V2 Arm's learning path "Build the dual-NPU application", and several repositories that
/// pin it. Google publishes none: the archives' are those of renesas-rz/meta-renesas-ai, which packages them; 1.0/224 and 1.4/224
/// of V2 and 1.0/224 of V1 agree with what Intel, NVIDIA and Texas Instruments packaged. V1's are the archives of
/// 2018-02-22, since only their hashes are on record. A size that nobody stated to the byte is null.
/// </remarks>
static class OfficialCheckpoints
{
    readonly record struct Row(string Width, int Size, double Top1, double Top5, string Sha256, long? SizeBytes = null);

    static readonly Row[] MobileNetV2 =
    [
        new("1.4", 224, 75.0, 92.5, "a20d0c8d698502dc6a620528871c97a588885df7737556243a3412b39fce85e0"),
        new("1.3", 224, 74.4, 92.1, "b04129d44a46e0eb409c1a2bc255472ebdd57f9c091812e7866d79d0cc7fecaa"),
        new("1.0", 224, 71.8, 91.0, "318084bc1b63d6d7b854553e09cdf77078b1c0168be27c59a0d44253b5ed49dc", 78_306_834),
        new("1.0", 192, 70.7, 90.1, "e8d9cd7c571f375c80945b5f889705ae412db32d3419d747e796429e39132f48"),
        new("1.0", 160, 68.8, 89.0, "e374bc70066dde0c3af6cb4c98ecd8707800d71d11353c4cc359b3069415f23e"),
        new("1.0", 128, 65.3, 86.9, "f692e341cf1529df4f7e68ed13d0284ad8796ade1108f802eec135abc1fc1b83"),
        new("1.0", 96, 60.3, 83.2, "8f0377b71d79f5626c5198f248b476d2604b3e4e596ca4076e1b1f8fcd3f3844"),
        new("0.75", 224, 69.8, 89.6, "335cd22c7e1c5e80205dedd6e2ff5d1d8af5c29074496eb047fd621349e10cc5"),
        new("0.75", 192, 68.7, 88.9, "40efef9324376d47b872d1cd6e4de8ba7c9323b6203252aa66dc2b2413e0dc8d"),
        new("0.75", 160, 66.4, 87.3, "904d1a1f84c329ad766464d132f697e96814685853c45c6ee4dd21877ada36bc"),
        new("0.75", 128, 63.2, 85.3, "9ac932679a9fb1304bc1435bb7fa30e1b2fcaa7f49e0902da24d154ec83f9302"),
        new("0.75", 96, 58.8, 81.6, "bdf06eec5478dbb1bb9e01648637d8acd4cc500f72e1a3dad01ba45642e31e6f"),
        new("0.5", 224, 65.4, 86.4, "813febbdbe2a7a50055ee2f6b374938aed03e2f607f63f3479622aefc4e12b00"),
        new("0.5", 192, 63.9, 85.4, "5a344ed91cded5d420b6c65d47343ee60b43b570953b0feed4ee95451a679dd5"),
        new("0.5", 160, 61.0, 83.2, "f89c879b1a45c5d677ad7fe499f08a7854ef1772f0f5ae5d606afaaa87218e45"),
        new("0.5", 128, 57.7, 80.8, "ba078efd101c2308fb978467084f0ec12485ed8bfbb7695e477587b3272a1d66"),
        new("0.5", 96, 51.2, 75.8, "71a814047d7729bad711ae3e7db30e6c32999a1189f88d328b73939f7aa80d62"),
        new("0.35", 224, 60.3, 82.9, "efcc34277c52f7dd4b0b26c2f52686793f4ea5fdddc899ac5aac9eb8d5861550"),
        new("0.35", 192, 58.2, 81.2, "5dec603e2714a780c3cfc0656dac51bf2f4b354c4f7acda879ad5b6017f3f55b"),
        new("0.35", 160, 55.7, 79.1, "e579b5b50f47e88dc0c4390d20a396658b97457182f83905154a8a687ba15fa7"),
        new("0.35", 128, 50.8, 75.0, "c21a8f89e2e1a49e9002b1e1b871f3c92695ccb0cd64e7e7a21b71f2820beddb"),
        new("0.35", 96, 45.5, 70.4, "282996bca7d799d0172ce5d34ac59dea497c4c75f069a8b466bb944c6f843353"),
    ];

    static readonly Row[] MobileNetV1 =
    [
        new("1.0", 224, 70.9, 89.9, "1ccb74dbd9c5f7aea879120614e91617db9534bdfaa53dfea54b7c14162e126b"),
        new("1.0", 192, 70.0, 89.2, "ad683fb270cd1b0f49c820c4acf5fcbbfa546ae354b1345a4fff5f19f99d7c44"),
        new("1.0", 160, 68.0, 87.7, "1f612ebeda0e7e149897273c445b790ca8924a8a1488e6a61d36166a562fd89c"),
        new("1.0", 128, 65.2, 85.8, "d16f3102c1cb087eacf94c6a5abf0477767158fb891b2710409472bca4d988a8"),
        new("0.75", 224, 68.4, 88.2, "bf61b3ce7ca2d045bb35fa6ab9a68732e3531291266db4a8c7715227d7425657"),
        new("0.75", 192, 67.2, 87.3, "3d91d279cd06c055500aabdff8dfbd51a63797c7bb6b3f9a39e243f7c13997e9"),
        new("0.75", 160, 65.3, 86.0, "90b3f26406a89df489373358aa89d9db7bcb66d2400160f16f3687f79e4f66b2"),
        new("0.75", 128, 62.1, 83.9, "54a28065f6f230d0b71cf8fbbc50bbb89b4fdfada8e7e2a622da68b971d5ab97"),
        new("0.5", 224, 63.3, 84.9, "0eb9be8d18dcf9466a2a2d2157e71c83cd70dc168255d76d72bfe965318db725"),
        new("0.5", 192, 61.7, 83.6, "57c81cc48349d1079377f8cdeed3f017500aeb98a12f16c6ed2086a50848ecb6"),
        new("0.5", 160, 59.1, 81.9, "fb01b76ca1fb053e5f98d297e21c6c53d0d9f6a8b02ad2e88ac22b33b2adf729"),
        new("0.5", 128, 56.3, 79.4, "5a0def0d844327526385b110cdcaa6428d0828ff6d07515ef25bf3976e049d88"),
        new("0.25", 224, 49.8, 74.2, "eee166d4d1de004e2ee5de19a4f5045574d764ef59569dc284545f805a295074"),
        new("0.25", 192, 47.7, 72.3, "4889d7afabc31011f5218f6111532947ff7d5b6b9368afe1f152c67c6f30ea73"),
        new("0.25", 160, 45.5, 70.3, "8eb4540af0227e5e59849c41ca6da6f07e257cca887ec0f8cd33aeb46f1405cf"),
        new("0.25", 128, 41.5, 66.3, "34c52de7562259f66399993ef5ea222cc625d2e6f6f886a01fdc6cc99a0c7ee6"),
    ];

    public static ImmutableArray<CatalogEntry> All { get; } =
    [
        Torchvision("mobilenet_v2", "weights V2, a better recipe", "7ebf99e03e254b273379b23edca7ec0da9f48273b23a332b93c1c99d49e86e8f", resizeTo: 232, 72.154, 90.822, 14_258_573),
        Torchvision("mobilenet_v2_imagenet1k_v1", "weights V1, the paper's recipe", "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889", resizeTo: 256, 71.878, 90.286),
        .. MobileNetV2.Select(row => TfSlim(row, "MobileNetV2", "mobilenet_v2", "mobilenet_v2/checkpoints")),
        .. MobileNetV1.Select(row => TfSlim(row, "MobileNetV1", "mobilenet_v1", "download.tensorflow.org/models/mobilenet_v1_2018_02_22")),
    ];

    static CatalogEntry Torchvision(string name, string recipe, string sha256, int resizeTo, double top1, double top5, long? sizeBytes = null) => new()
    {
        Name = $"torchvision/{name}",
        Description = $"torchvision's MobileNetV2 1.0/224, {recipe}",
        Address = new Uri($"https://download.pytorch.org/models/mobilenet_v2-{sha256[..8]}.pth"),
        FileName = $"mobilenet_v2-{sha256[..8]}.pth",
        License = "BSD-3-Clause",
        SizeBytes = sizeBytes,
        Sha256 = sha256,
        InputSize = 224,
        Preprocessing = Preprocessing.TorchVision(resizeTo),
        Labels = ClassNames.ImageNet,
        Top1Percent = top1,
        Top5Percent = top5,
    };

    static CatalogEntry TfSlim(Row row, string network, string prefix, string folder)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{row.Width}_{row.Size}");
        return new CatalogEntry
        {
            Name = $"tf/{name}",
            Description = string.Create(CultureInfo.InvariantCulture, $"TF-slim's {network} {row.Width}/{row.Size}"),
            Address = new Uri($"https://storage.googleapis.com/{folder}/{name}.tgz"),
            ArchiveMember = $"{name}.tflite",
            FileName = $"{name}.tflite",
            License = "Apache-2.0",
            SizeBytes = row.SizeBytes,
            Sha256 = row.Sha256,
            InputSize = row.Size,
            Preprocessing = Preprocessing.TensorFlow,
            Labels = ClassNames.ImageNetWithBackground,
            Top1Percent = row.Top1,
            Top5Percent = row.Top5,
        };
    }
}
