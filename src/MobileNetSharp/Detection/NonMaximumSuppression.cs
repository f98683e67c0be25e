using System.Collections.Immutable;

namespace MobileNetSharp.Detection;

/// <summary>Non-maximum suppression of boxes that were found already, such as those of several parts of an image.</summary>
public static class NonMaximumSuppression
{
    /// <summary>The boxes that are kept, the best first; of equally good ones, the lower class and then the earlier. They are not clipped.</summary>
    /// <param name="boxes">The boxes, each with a class.</param>
    /// <param name="suppression">Which of them are kept. <see cref="Suppression.MaximumClassesPerBox"/> does not matter: each box has one class here.</param>
    public static ImmutableArray<ScoredBox> Apply(IEnumerable<ScoredBox> boxes, Suppression suppression)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(suppression);
        var isPerClass = suppression.Kind == SuppressionKind.PerClass;
        var kept = ImmutableArray.CreateBuilder<ScoredBox>();
        var (rivals, seen) = (new Dictionary<int, List<Box>>(), new Dictionary<int, int>());
        foreach (var box in boxes.Where(box => box.Score >= (float)suppression.ScoreThreshold).OrderByDescending(box => box.Score).ThenBy(box => box.Class))
        {
            var list = isPerClass ? box.Class : 0;
            seen[list] = seen.GetValueOrDefault(list) + 1;
            if (!rivals.TryGetValue(list, out var others))
                rivals[list] = others = [];
            if (seen[list] > suppression.MaximumCandidates || (isPerClass && others.Count >= suppression.MaximumPerClass)
                || others.Any(other => other.IntersectionOverUnion(box.Box) > suppression.IouThreshold))
                continue;
            others.Add(box.Box);
            kept.Add(box);
            if (kept.Count == suppression.MaximumDetections)
                break;
        }

        return kept.ToImmutable();
    }
}
