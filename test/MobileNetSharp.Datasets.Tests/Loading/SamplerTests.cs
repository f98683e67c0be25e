using CsCheck;
using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Datasets.Tests;

public class SamplerTests
{
    [Fact]
    public void A_shuffled_epoch_sees_each_image_once_and_every_epoch_has_its_own_order()
    {
        var sampler = Sampler.Shuffled(100, seed: 3);
        Assert.Equal(Enumerable.Range(0, 100), sampler.Epoch(0).Order());
        Assert.NotEqual(sampler.Epoch(0), sampler.Epoch(1));
        Assert.Equal(sampler.Epoch(7), Sampler.Shuffled(100, seed: 3).Epoch(7));
        Assert.NotEqual(sampler.Epoch(0), Sampler.Shuffled(100, seed: 4).Epoch(0));
    }

    [Fact]
    public void The_ranks_together_see_what_one_machine_sees_in_its_order()
        => Gen.Select(Gen.Int[1, 50], Gen.Int[1, 7], Gen.ULong).Sample((count, worldSize, seed) =>
        {
            var alone = Sampler.Shuffled(count, seed).Epoch(2);
            var ranks = Enumerable.Range(0, worldSize).Select(rank => Sampler.Shuffled(count, seed, rank, worldSize).Epoch(2)).ToArray();
            Assert.Single(ranks.Select(rank => rank.Length).Distinct());
            var together = Enumerable.Range(0, ranks[0].Length * worldSize).Select(i => ranks[i % worldSize][i / worldSize]).ToArray();
            Assert.Equal(alone, together[..count]);
        }, iter: 200);

    [Fact]
    public void Short_epochs_together_see_each_image_once_before_any_is_seen_again()
        => Gen.Select(Gen.Int[1, 50], Gen.Int[1, 80], Gen.ULong).Sample((count, perEpoch, seed) =>
        {
            var sampler = Sampler.Shuffled(count, seed, perEpoch: perEpoch);
            var seen = Enumerable.Range(0, 5).SelectMany(sampler.Epoch).ToArray();
            Assert.Equal(5 * perEpoch, seen.Length);
            Assert.All(seen.Chunk(count), pass => Assert.Distinct(pass));
            Assert.Equal(Sampler.Shuffled(count, seed).Epoch(0).Take(perEpoch), sampler.Epoch(0).Take(count));
        }, iter: 200);

    [Fact]
    public void The_ranks_of_an_evaluation_repeat_no_image()
    {
        var seen = Enumerable.Range(0, 3).SelectMany(rank => Sampler.Sequential(10, rank, 3).Epoch(0));
        Assert.Equal(Enumerable.Range(0, 10), seen.Order());
    }

    [Fact]
    public void A_balanced_epoch_sees_every_class_equally_often_and_repeats_none_before_all_were_seen()
    {
        var dataset = NamedImages.Of(90, 9, 1);
        var epoch = Sampler.Create(Sampling.Balanced, dataset, seed: 1).Epoch(0);
        Assert.Equal(100, epoch.Length);
        Assert.All(epoch.GroupBy(dataset.LabelOf), group => Assert.InRange(group.Count(), 33, 34));
        Assert.All(epoch.Where(index => dataset.LabelOf(index) == 1).GroupBy(index => index), group => Assert.InRange(group.Count(), 3, 4));
        Assert.All(epoch.Where(index => dataset.LabelOf(index) == 0).GroupBy(index => index), group => Assert.Single(group));
        Assert.NotEqual(epoch.Select(dataset.LabelOf), epoch.Select(dataset.LabelOf).Order());
    }

    [Fact]
    public void Weighted_draws_follow_the_weights()
    {
        var counts = Sampler.Weighted([.. Enumerable.Repeat(1.0, 1000), .. Enumerable.Repeat(0.0, 1000), .. Enumerable.Repeat(3.0, 1000)], seed: 1)
            .Epoch(0).CountBy(index => index / 1000).ToDictionary();
        Assert.Equal([0, 2], counts.Keys.Order());
        Assert.InRange(counts[2], 2150, 2350); // 2250 expected, deviation 24
        Assert.Throws<ArgumentException>(() => Sampler.Weighted([1, double.NaN], seed: 1));
    }

    [Fact]
    public void The_sampling_between_draws_classes_by_the_root_of_their_size()
    {
        var dataset = NamedImages.Of(9000, 1000);
        var small = Sampler.Create(Sampling.Weighted, dataset, seed: 1).Epoch(0).Count(index => dataset.LabelOf(index) == 1);
        Assert.InRange(small, 2350, 2650); // 1/(1 + 3) of 10,000, deviation 43
    }
}
