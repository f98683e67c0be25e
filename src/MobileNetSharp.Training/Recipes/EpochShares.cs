namespace MobileNetSharp.Training.Recipes;

/// <summary>Divides the epochs of a run among its phases.</summary>
static class EpochShares
{
    /// <summary>So many epochs in all, in proportion to those given; each phase that has any keeps one, the first ones before the others.</summary>
    public static int[] Divide(int total, int[] epochs)
    {
        var shares = new int[epochs.Length];
        var trained = Enumerable.Range(0, epochs.Length).Where(i => epochs[i] > 0).Take(total).ToArray();
        if (trained.Length == 0)
            trained = [0]; // a recipe without an epoch: its first phase has them
        var sum = trained.Sum(i => (double)Math.Max(1, epochs[i]));
        foreach (var i in trained)
            shares[i] = Math.Max(1, (int)(total * Math.Max(1, epochs[i]) / sum));

        // What rounding left over or took too much of, an epoch at a time where the share is furthest from its due.
        while (shares.Sum() is var given && given != total)
        {
            var step = Math.Sign(total - given);
            shares[trained.Where(i => step > 0 || shares[i] > 1).MaxBy(i => step * ((total * Math.Max(1, epochs[i]) / sum) - shares[i]))] += step;
        }

        return shares;
    }
}
