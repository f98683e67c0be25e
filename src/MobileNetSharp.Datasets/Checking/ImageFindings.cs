namespace MobileNetSharp.Datasets.Checking;

/// <summary>What is wrong with files, each by itself.</summary>
static class ImageFindings
{
    public static IEnumerable<DataCheckFinding> Find<TTarget>(
        Dataset<TTarget> dataset, ImageFacts[] facts, IReadOnlyList<DataCheckItem> unreadable, DataCheckOptions options)
    {
        if (unreadable.Count > 0)
        {
            yield return new(
                FindingSeverity.Error, FindingKind.UnreadableFolder, $"{Count(unreadable.Count, "folder")} cannot be read.",
                "Change their permissions, or remove them.", unreadable);
        }

        DataCheckItem[] missing = [.. facts.Where(fact => fact.IsMissing).Select(fact => new DataCheckItem([dataset.NameOf(fact.Index)], fact.Error))];
        if (missing.Length > 0)
        {
            yield return new(
                FindingSeverity.Error, FindingKind.MissingImage, $"{Count(missing.Length, "image")} not found.",
                "Bring the files back, or correct their paths, which count from the list's folder.", missing);
        }

        DataCheckItem[] broken = [.. facts.Where(fact => fact.Error is not null && !fact.IsMissing).Select(fact => new DataCheckItem([dataset.NameOf(fact.Index)], fact.Error))];
        if (broken.Length > 0)
        {
            yield return new(
                FindingSeverity.Error, FindingKind.BrokenImage, $"{Count(broken.Length, "image")} cannot be decoded.",
                "Get them again from their source, or delete them.", broken);
        }

        DataCheckItem[] small =
        [
            .. facts.Where(fact => fact.Error is null && Math.Min(fact.Width, fact.Height) < options.MinimumSide)
                .Select(fact => new DataCheckItem([dataset.NameOf(fact.Index)], $"{fact.Width}x{fact.Height}")),
        ];
        if (small.Length > 0)
        {
            yield return new(
                FindingSeverity.Warning, FindingKind.SmallImage, $"With a shorter side below {options.MinimumSide} pixels: {Count(small.Length, "image")}.",
                "They will be enlarged, which adds nothing: use larger versions, or train a network with a smaller input.", small);
        }
    }

    public static string Count(int count, string noun) => Count(count, noun, $"{noun}s");

    public static string Count(int count, string one, string several) => count == 1 ? $"1 {one}" : $"{count} {several}";
}
