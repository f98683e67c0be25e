namespace MobileNetSharp.Catalog;

/// <summary>A model file in the model folder: a downloaded checkpoint of the catalog (<c>tf/…</c>, <c>torchvision/…</c>) or an imported file (<c>local/…</c>).</summary>
public sealed record LocalModel(string Name, string Path, long SizeBytes);
