using MobileNetSharp.Files;
using MobileNetSharp.Imaging;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli;

/// <summary>A folder of images with their results drawn, each under its own name; of equal names, the later get a number.</summary>
sealed class AnnotatedImages
{
    /// <summary>What is decoded at most of an image.</summary>
    const int MaximumBytes = 256 << 20;

    readonly string folder;
    readonly HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);
    byte[]? standardInput;

    /// <exception cref="UserException">One of the images is in the folder, so that it, or another one, could be written over.</exception>
    public AnnotatedImages(string folder, IEnumerable<ImageInput> inputs)
    {
        Directory.CreateDirectory(folder);
        this.folder = folder;
        var real = LinkTargets.RealPath(folder);
        var paths = inputs.Where(input => input.Problem is null && input.Path != ImageInputs.StandardInput).Select(input => Path.GetFullPath(input.Path));
        var folders = paths.SelectMany(path => (string[])[Path.GetDirectoryName(path)!, Path.GetDirectoryName(LinkTargets.RealPath(path))!]).Distinct();
        if (folders.Select(LinkTargets.RealPath).Any(other => LinkTargets.IsSameOrInside(other, real) && LinkTargets.IsSameOrInside(real, other)))
            throw new UserException($"{folder}: the images are in this folder; give another one for the drawn images, so that none is overwritten.");
    }

    /// <summary>The encoded image; that of stdin is kept, since it can be read once only.</summary>
    public Stream Open(ImageInput input)
    {
        if (input.Problem is not null || input.Path != ImageInputs.StandardInput)
            return input.Open();
        standardInput = BoundedFile.ReadBytes(input.Open(), input.Path, MaximumBytes);
        return new MemoryStream(standardInput, writable: false);
    }

    /// <summary>Writes the image with its objects, and returns the file.</summary>
    public string Draw(ImageInput input, ImageDetections detections)
    {
        var isInput = input.Path == ImageInputs.StandardInput;
        var image = isInput ? RgbImage.Decode(standardInput) : RgbImage.Load(input.Path);
        detections.Draw(image);
        var path = Free(isInput ? "stdin.png" : Path.GetFileName(input.Path));
        if (Path.GetExtension(path) is ".png")
            image.SavePng(path);
        else
            image.SaveJpeg(path, quality: 92);
        return path;
    }

    string Free(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant() is ".jpg" or ".jpeg" ? Path.GetExtension(name) : ".png";
        var stem = Path.GetFileNameWithoutExtension(name);
        for (var number = 1; ; number++)
        {
            var free = number == 1 ? $"{stem}{extension}" : $"{stem}-{number}{extension}";
            if (written.Add(free))
                return Path.Combine(folder, free);
        }
    }
}
