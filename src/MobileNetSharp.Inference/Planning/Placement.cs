using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>A value of so many bytes, and the steps that need it.</summary>
sealed class Life(long sizeBytes, int firstStep, ElementType? elementType)
{
    public long SizeBytes { get; } = sizeBytes;

    public int FirstStep { get; } = firstStep;

    public ElementType? ElementType { get; } = elementType;

    public int LastStep { get; set; }
}

/// <summary>Gives each value a place in the arena that no other has while it is needed.</summary>
static class Placement
{
    /// <summary>Values up to which each is compared with all others, which gives the smallest arenas; the largest network here has 300.</summary>
    const int MostCompared = 2000;

    public static Dictionary<Life, Buffer> Place(IReadOnlyCollection<Life> lives) =>
        lives.Count <= MostCompared ? LargestFirst(lives) : InOrder(lives);

    /// <summary>The largest first, each at the lowest offset that is free for its whole life.</summary>
    static Dictionary<Life, Buffer> LargestFirst(IEnumerable<Life> lives)
    {
        var placed = new Dictionary<Life, Buffer>();
        foreach (var life in lives.OrderByDescending(life => life.SizeBytes).ThenBy(life => life.FirstStep))
        {
            var buffer = At(0, life);
            foreach (var other in placed.Values.Where(buffer.LivesWith).OrderBy(other => other.OffsetBytes))
            {
                if (buffer.EndBytes > other.OffsetBytes && other.EndBytes > buffer.OffsetBytes)
                    buffer = buffer with { OffsetBytes = other.EndBytes };
            }

            placed.Add(life, buffer);
        }

        return placed;
    }

    /// <summary>One after the other as the steps write them, each in the smallest gap that earlier ones left: n·log n for any graph.</summary>
    static Dictionary<Life, Buffer> InOrder(IEnumerable<Life> lives)
    {
        var placed = new Dictionary<Life, Buffer>();
        var (gaps, needed) = (new Gaps(), new PriorityQueue<Buffer, int>());
        foreach (var life in lives.OrderBy(life => life.FirstStep))
        {
            while (needed.TryPeek(out var oldest, out var lastStep) && lastStep < life.FirstStep)
            {
                gaps.Add(oldest.OffsetBytes, oldest.SizeBytes);
                needed.Dequeue();
            }

            var buffer = At(gaps.Take(life.SizeBytes), life);
            needed.Enqueue(buffer, life.LastStep);
            placed.Add(life, buffer);
        }

        return placed;
    }

    static Buffer At(long offsetBytes, Life life) => new(offsetBytes, life.SizeBytes, life.FirstStep, life.LastStep, life.ElementType);

    /// <summary>The free parts of an arena that grows as needed.</summary>
    sealed class Gaps
    {
        readonly SortedSet<(long SizeBytes, long OffsetBytes)> bySize = [];
        readonly Dictionary<long, long> sizeAt = [];
        readonly Dictionary<long, long> startOfEnd = [];
        long endBytes;

        /// <summary>Frees a part, joined with the gaps on both sides.</summary>
        public void Add(long offsetBytes, long sizeBytes)
        {
            if (startOfEnd.TryGetValue(offsetBytes, out var before))
            {
                sizeBytes += Remove(before);
                offsetBytes = before;
            }

            if (sizeAt.ContainsKey(offsetBytes + sizeBytes))
                sizeBytes += Remove(offsetBytes + sizeBytes);
            bySize.Add((sizeBytes, offsetBytes));
            sizeAt.Add(offsetBytes, sizeBytes);
            startOfEnd.Add(offsetBytes + sizeBytes, offsetBytes);
        }

        /// <summary>The offset of a part of that size, at the start of the smallest gap that has it or at the end of the arena.</summary>
        public long Take(long sizeBytes)
        {
            var fitting = bySize.GetViewBetween((sizeBytes, 0), (long.MaxValue, long.MaxValue)).Min;
            if (fitting.SizeBytes < sizeBytes || fitting.SizeBytes == 0)
            {
                endBytes += sizeBytes;
                return endBytes - sizeBytes;
            }

            Remove(fitting.OffsetBytes);
            if (fitting.SizeBytes > sizeBytes)
                Add(fitting.OffsetBytes + sizeBytes, fitting.SizeBytes - sizeBytes);
            return fitting.OffsetBytes;
        }

        long Remove(long offsetBytes)
        {
            sizeAt.Remove(offsetBytes, out var sizeBytes);
            startOfEnd.Remove(offsetBytes + sizeBytes);
            bySize.Remove((sizeBytes, offsetBytes));
            return sizeBytes;
        }
    }
}
