namespace MobileNetSharp.Datasets.Checking;

/// <summary>Finds files that are equal, and images that look nearly equal.</summary>
static class Duplicates
{
    /// <summary>One more than the bits that may differ, so that equal-looking images agree in all bits of at least one band.</summary>
    const int Bands = PerceptualHash.Tolerance + 1;

    const int BandBits = 128 / Bands;

    /// <summary>Flat images share all their bands; each is compared with so many others.</summary>
    const int ComparisonsInBand = 256;

    /// <summary>Groups of files with the same bytes, each in order.</summary>
    public static List<ImageFacts[]> Exact(IReadOnlyList<ImageFacts> facts) =>
        [.. facts.GroupBy(fact => fact.Content).Where(group => group.Skip(1).Any()).Select(group => group.ToArray())];

    /// <summary>Groups of different files that look alike, each in order; of equal files the first stands for all.</summary>
    public static List<ImageFacts[]> Near(IReadOnlyList<ImageFacts> facts)
    {
        ImageFacts[] distinct = [.. facts.DistinctBy(fact => fact.Content)];
        int[] groupOf = [.. Enumerable.Range(0, distinct.Length)];
        for (var band = 0; band < Bands; band++)
        {
            foreach (var bucket in Enumerable.Range(0, distinct.Length).GroupBy(i => (ushort)(distinct[i].Look!.Bits >> (band * BandBits))))
                Join([.. bucket], distinct, groupOf);
        }

        return
        [
            .. Enumerable.Range(0, distinct.Length).GroupBy(i => Root(groupOf, i)).Where(group => group.Skip(1).Any())
                .Select(group => group.Select(i => distinct[i]).ToArray()),
        ];
    }

    static void Join(int[] bucket, ImageFacts[] facts, int[] groupOf)
    {
        for (var i = 0; i < bucket.Length; i++)
        {
            for (var j = i + 1; j < Math.Min(bucket.Length, i + 1 + ComparisonsInBand); j++)
            {
                var (a, b) = (Root(groupOf, bucket[i]), Root(groupOf, bucket[j]));
                if (a != b && facts[bucket[i]].Look!.IsLike(facts[bucket[j]].Look!))
                    groupOf[Math.Max(a, b)] = Math.Min(a, b);
            }
        }
    }

    static int Root(int[] groupOf, int member)
    {
        while (groupOf[member] != member)
            member = groupOf[member] = groupOf[groupOf[member]];
        return member;
    }
}
