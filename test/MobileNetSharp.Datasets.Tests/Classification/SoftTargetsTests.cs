using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Datasets.Tests.Classification;

public class SoftTargetsTests
{
    [Fact]
    public void Targets_are_smoothed_probabilities()
    {
        int[] labels = [3, 0, 9];
        var targets = SoftTargets.Create(labels, 10, 0.1);
        for (var i = 0; i < labels.Length; i++)
        {
            var target = targets.AsSpan(i * 10, 10).ToArray();
            Assert.Equal(0.91f, target[labels[i]], 1e-6);
            Assert.Equal(1, target.Sum(), 1e-5);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => SoftTargets.Create(labels, 10, 1.5));
    }
}
