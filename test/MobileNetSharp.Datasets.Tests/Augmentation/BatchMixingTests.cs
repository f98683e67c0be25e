using CsCheck;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Tests;

public class BatchMixingTests
{
    static readonly Graphs.Size Size = new(12, 10);

    [Fact]
    public void A_target_tells_exactly_how_much_of_each_image_is_seen()
        => Gen.Select(Gen.Double[0.1, 3], Gen.Bool, Gen.Int[2, 6], Gen.ULong).Sample((alpha, cut, count, seed) =>
        {
            var batch = Plain(count);
            (cut ? new BatchMixing(CutMix: alpha) : new BatchMixing(MixUp: alpha)).Apply(batch.Pixels, Size, batch.Targets, new RandomStream(seed, "mixing"));
            for (var i = 0; i < count; i++)
            {
                var mean = batch.Pixels.AsSpan(i * Size.Area * 3, Size.Area * 3).ToArray().Average();
                var target = batch.Targets.AsSpan(i * count, count).ToArray();
                var expected = target.Select((probability, label) => probability * label).Sum();
                Assert.Equal(expected, mean, 1e-4);
                Assert.Equal(1, target.Sum(), 1e-5);
                Assert.Equal(1, target[i] + target[(i + count - 1) % count], 1e-5);
            }
        }, iter: 300);

    [Fact]
    public void MixUp_blends_every_pixel_and_CutMix_copies_a_rectangle()
    {
        var blended = Plain(3);
        new BatchMixing(MixUp: 1).Apply(blended.Pixels, Size, blended.Targets, new RandomStream(1, "mixing"));
        Assert.Single(blended.Pixels[..(Size.Area * 3)].Distinct());
        var cut = Plain(3);
        new BatchMixing(CutMix: 1).Apply(cut.Pixels, Size, cut.Targets, new RandomStream(1, "mixing"));
        Assert.Subset(new HashSet<float> { 0, 1, 2 }, cut.Pixels.ToHashSet());
        Assert.Equal(2, cut.Pixels[..(Size.Area * 3)].Distinct().Count());
    }

    [Fact]
    public void The_share_is_a_Beta_draw()
    {
        // α = 0.2: half of the draws lie below 0.03 or above 0.97, their mean is 1/2.
        var shares = Enumerable.Range(0, 4000).Select(seed =>
        {
            var batch = Plain(2);
            new BatchMixing(MixUp: 0.2).Apply(batch.Pixels, Size, batch.Targets, new RandomStream((ulong)seed, "mixing"));
            return batch.Targets[0];
        }).ToArray();
        Assert.Equal(0.5, shares.Average(), 0.03);
        Assert.Equal(1 / (4 * 1.4), shares.Average(share => (share - 0.5) * (share - 0.5)), 0.01); // the variance, 1 / (4(2α + 1))
    }

    [Fact]
    public void Without_a_partner_or_by_probability_a_batch_stays()
    {
        var one = Plain(1);
        new BatchMixing(MixUp: 1).Apply(one.Pixels, Size, one.Targets, new RandomStream(1, "mixing"));
        Assert.Equal([1f], one.Targets);
        var unlucky = Plain(3);
        new BatchMixing(MixUp: 1, Probability: 0).Apply(unlucky.Pixels, Size, unlucky.Targets, new RandomStream(1, "mixing"));
        Assert.Equal(Plain(3).Pixels, unlucky.Pixels);
    }

    /// <summary>Image i is of class i, and all its pixels are i.</summary>
    static (float[] Pixels, float[] Targets) Plain(int count)
    {
        var targets = new float[count * count];
        for (var i = 0; i < count; i++)
            targets[i * (count + 1)] = 1;
        float[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((float)i, Size.Area * 3))];
        return (pixels, targets);
    }
}
