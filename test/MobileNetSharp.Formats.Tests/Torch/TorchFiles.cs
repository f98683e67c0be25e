using System.IO.Compression;
using System.Text;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Torch;

/// <summary>PyTorch's own files, and archives around pickles that no torch.save would write.</summary>
static class TorchFiles
{
    /// <summary>A pickle of an empty OrderedDict on which a test builds: PROTO 2, GLOBAL, EMPTY_TUPLE, REDUCE.</summary>
    public const string EmptyDict = "\x80\x02" + "ccollections\nOrderedDict\n)R";

    public static byte[] Golden(string name) => File.ReadAllBytes(Repository.Path($"test/data/golden/torch/{name}"));

    /// <summary>The pickle of a key and a float32 view of a storage, by offset, sizes and strides.</summary>
    public static string View(string offset, string sizes, string strides, string storage = "0", string count = "K\x04", char key = 'a') =>
        $"X\x01\0\0\0{key}ctorch._utils\n_rebuild_tensor_v2\n((X\a\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0{storage}X\x03\0\0\0cpu{count}tQ{offset}{sizes}{strides}\x89NtR";

    /// <summary>An archive with a pickle (a character per byte) and 16 bytes of storage 0.</summary>
    public static byte[] Zip(string pickle, CompressionLevel level = CompressionLevel.NoCompression, params (string Name, byte[] Bytes)[] others)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            (string Name, byte[] Bytes)[] files = [("a/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("a/data/0", new byte[16]), .. others];
            foreach (var (name, bytes) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
