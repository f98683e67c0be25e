using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>How often the images of large and small strata are seen (see <see cref="Dataset{TTarget}.Strata"/>).</summary>
public enum Sampling
{
    /// <summary>Each image once an epoch.</summary>
    Shuffled,

    /// <summary>Between the two: images are drawn with weight 1/√(images of their stratum).</summary>
    Weighted,

    /// <summary>Each stratum equally often; small ones' images are repeated.</summary>
    Balanced,
}

/// <summary>
/// The order in which an epoch sees the images: a function of the seed and the epoch alone. Of several machines each takes
/// every <c>worldSize</c>-th image, so that together they see the batches that one machine would.
/// </summary>
public sealed class Sampler
{
    readonly Func<int, int[]> order;
    readonly int rank;
    readonly int worldSize;

    Sampler(int total, int rank, int worldSize, bool isPadded, Func<int, int[]> order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worldSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rank, (uint)worldSize, nameof(rank));
        (this.order, this.rank, this.worldSize) = (order, rank, worldSize);
        Count = isPadded ? (total + worldSize - 1) / worldSize : (total - rank + worldSize - 1) / worldSize;
    }

    /// <summary>Images in an epoch of this rank.</summary>
    public int Count { get; }

    /// <summary>In the order of the data set, each image once over all ranks; for evaluation.</summary>
    public static Sampler Sequential(int count, int rank = 0, int worldSize = 1)
        => new(count, rank, worldSize, isPadded: false, _ => [.. Enumerable.Range(0, count)]);

    /// <summary>Each image once, in an order drawn for each epoch; a few twice where that gives every rank equally many.</summary>
    /// <param name="count">How many images there are.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="rank">Which machine this is, from 0.</param>
    /// <param name="worldSize">How many machines there are.</param>
    /// <param name="perEpoch">Images of an epoch, where they are not all: each continues where the one before stopped.</param>
    public static Sampler Shuffled(int count, ulong seed, int rank = 0, int worldSize = 1, int? perEpoch = null)
    {
        var length = perEpoch ?? count;
        return new(length, rank, worldSize, isPadded: true, epoch => Passes((long)epoch * length, length, count, pass => Permutation(count, Order(seed, pass))));
    }

    /// <summary>As many draws as there are weights, with replacement, each image with its weight.</summary>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or all are zero.</exception>
    public static Sampler Weighted(IReadOnlyList<double> weights, ulong seed, int rank = 0, int worldSize = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var sums = new double[weights.Count];
        var sum = 0.0;
        for (var i = 0; i < sums.Length; i++)
            sums[i] = weights[i] >= 0 && double.IsFinite(weights[i]) ? sum += weights[i] : throw new ArgumentException($"Weight {i} is {weights[i]}.", nameof(weights));
        if (sum == 0 && sums.Length > 0)
            throw new ArgumentException("All weights are zero.", nameof(weights));
        return new(sums.Length, rank, worldSize, isPadded: true, epoch =>
        {
            var (stream, drawn) = (Order(seed, epoch), new int[sums.Length]);
            foreach (ref var index in drawn.AsSpan())
                index = FirstAbove(sums, stream.NextUniform() * sum);
            return drawn;
        });
    }

    /// <summary>As many draws as there are images, equally many (to within one) of each stratum; within one no image is repeated before all were seen.</summary>
    public static Sampler Balanced<TTarget>(Dataset<TTarget> dataset, ulong seed, int rank = 0, int worldSize = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int[][] strata = [.. Enumerable.Range(0, dataset.Count).GroupBy(dataset.StratumOf).OrderBy(group => group.Key).Select(group => group.ToArray())];
        return new(dataset.Count, rank, worldSize, isPadded: true, epoch =>
        {
            var (stream, drawn) = (Order(seed, epoch), new List<int>(dataset.Count));
            var turns = Permutation(strata.Length, stream);
            for (var i = 0; i < turns.Length; i++)
                drawn.AddRange(Cycled(strata[turns[i]], (dataset.Count - i + turns.Length - 1) / turns.Length, stream));
            var all = drawn.ToArray();
            stream.Shuffle(all.AsSpan());
            return all;
        });
    }

    /// <summary>The sampler that a word names; <paramref name="perEpoch"/> is for <see cref="Sampling.Shuffled"/> alone.</summary>
    public static Sampler Create<TTarget>(Sampling sampling, Dataset<TTarget> dataset, ulong seed, int rank = 0, int worldSize = 1, int? perEpoch = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        switch (sampling)
        {
            case Sampling.Shuffled:
                return Shuffled(dataset.Count, seed, rank, worldSize, perEpoch);
            case Sampling.Balanced:
                return Balanced(dataset, seed, rank, worldSize);
            case Sampling.Weighted:
                var counts = dataset.CountByStratum();
                return Weighted([.. Enumerable.Range(0, dataset.Count).Select(index => 1 / Math.Sqrt(counts[dataset.StratumOf(index)]))], seed, rank, worldSize);
            default:
                throw new ArgumentOutOfRangeException(nameof(sampling), sampling, "Unknown sampling.");
        }
    }

    /// <summary>The indices that this rank sees in an epoch, in order.</summary>
    public int[] Epoch(int epoch)
    {
        var all = order(epoch);
        var mine = new int[Count];
        for (var i = 0; i < mine.Length; i++)
            mine[i] = all[PositionOf(i) % all.Length];
        return mine;
    }

    /// <summary>Where the i-th image of this rank stands in the order of all ranks.</summary>
    internal long PositionOf(int i) => ((long)i * worldSize) + rank;

    static RandomStream Order(ulong seed, int epoch) => new(seed, "order", epoch);

    /// <summary>A stretch of the endless sequence of passes over all images.</summary>
    static int[] Passes(long start, int length, int count, Func<int, int[]> passOf)
    {
        var drawn = new int[length];
        for (var done = 0; done < length;)
        {
            var (pass, offset) = Math.DivRem(start + done, count);
            var part = Math.Min(length - done, count - (int)offset);
            passOf((int)pass).AsSpan((int)offset, part).CopyTo(drawn.AsSpan(done));
            done += part;
        }

        return drawn;
    }

    static int[] Permutation(int count, RandomStream stream)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        stream.Shuffle(order.AsSpan());
        return order;
    }

    static IEnumerable<int> Cycled(int[] members, int count, RandomStream stream)
    {
        for (; count > 0; count -= members.Length)
        {
            int[] round = [.. members];
            stream.Shuffle(round.AsSpan());
            foreach (var index in round.Take(count))
                yield return index;
        }
    }

    static int FirstAbove(double[] sums, double value)
    {
        var (low, high) = (0, sums.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sums[middle] > value)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
