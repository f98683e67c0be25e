// Reads damaged copies of model files, far more than the tests do: each must load or be refused, in little memory.
//   dotnet run eng/mutate-files.cs -- COUNT FILE…        COUNT copies of each file; .tflite, .onnx, .safetensors, .pth
#:project ../src/MobileNetSharp.Formats/MobileNetSharp.Formats.csproj
#:project ../test/MobileNetSharp.TestKit/MobileNetSharp.TestKit.csproj
#:property RestorePackagesWithLockFile=false

using System.Diagnostics;
using System.Globalization;
using MobileNetSharp;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;

var count = int.Parse(args[0], CultureInfo.InvariantCulture);
long total = 0;
foreach (var (seed, path) in args[1..].Index())
{
    var (file, format, watch) = (File.ReadAllBytes(path), FormatOf(path), Stopwatch.StartNew());
    var refused = HostileInput.Check<ModelFormatException>(
        Mutations.Create(file, count, seed), bytes => ModelFile.Load(new MemoryStream(bytes), format).Dispose());
    total += count;
    Console.WriteLine($"{Path.GetFileName(path)}: {refused} of {count} refused, {watch.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s");
}

Console.WriteLine($"{total} damaged files");

static ModelFormat FormatOf(string path) => Path.GetExtension(path) switch
{
    ".tflite" => ModelFormat.TfLite,
    ".onnx" => ModelFormat.Onnx,
    ".safetensors" => ModelFormat.Safetensors,
    _ => ModelFormat.Torch,
};
