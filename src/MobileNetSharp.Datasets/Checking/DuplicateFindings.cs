namespace MobileNetSharp.Datasets.Checking;

/// <summary>What is wrong with images that occur more than once.</summary>
static class DuplicateFindings
{
    /// <param name="dataset">The images.</param>
    /// <param name="readable">Those that can be decoded.</param>
    /// <param name="isConflict">Whether the task cannot learn what two equal images are said to show.</param>
    /// <param name="conflict">How the task calls equal files of one split for which this is so.</param>
    public static IEnumerable<DataCheckFinding> Find<TTarget>(
        Dataset<TTarget> dataset, ImageFacts[] readable, Func<int, int, bool> isConflict, (string Kind, string What, string Remedy) conflict)
    {
        var exact = Duplicates.Exact(readable);
        var (acrossSplits, inOneSplit) = Parted(exact, group => Differ(group, dataset.SplitOf));
        var (conflicting, plain) = Parted(inOneSplit, group => group.Skip(1).Any(fact => isConflict(group[0].Index, fact.Index)));
        var (nearAcrossSplits, near) = Parted(Duplicates.Near(readable), group => Differ(group, dataset.SplitOf));
        DataCheckFinding?[] findings =
        [
            Finding(FindingSeverity.Error, FindingKind.DuplicateAcrossSplits, acrossSplits, "equal files in more than one split",
                "What the network memorizes counts as recognized: delete them from one of the splits."),
            Finding(FindingSeverity.Error, conflict.Kind, conflicting, conflict.What, conflict.Remedy),
            Finding(FindingSeverity.Warning, FindingKind.Duplicate, plain, "equal files",
                "Keep one of each, or the split may put the others on both sides."),
            Finding(FindingSeverity.Warning, FindingKind.NearDuplicateAcrossSplits, nearAcrossSplits, "images in more than one split that look nearly equal",
                "Look at them: scaled or compressed copies, and frames of one video, belong in one split."),
            Finding(FindingSeverity.Warning, FindingKind.NearDuplicate, near, "images that look nearly equal",
                "Look at them: keep one of each scaled or compressed copy, and put frames of one video into one split."),
        ];
        return findings.OfType<DataCheckFinding>();

        DataCheckFinding? Finding(FindingSeverity severity, string kind, List<ImageFacts[]> groups, string what, string remedy) =>
            groups.Count == 0 ? null : new(severity, kind, $"{ImageFindings.Count(groups.Count, "group")} of {what}.", remedy,
                [.. groups.Select(group => new DataCheckItem([.. group.Select(fact => dataset.NameOf(fact.Index))]))]);
    }

    static (List<ImageFacts[]> Yes, List<ImageFacts[]> No) Parted(List<ImageFacts[]> groups, Predicate<ImageFacts[]> predicate)
        => (groups.FindAll(predicate), groups.FindAll(group => !predicate(group)));

    static bool Differ<T>(ImageFacts[] group, Func<int, T> of) => group.DistinctBy(fact => of(fact.Index)).Skip(1).Any();
}
