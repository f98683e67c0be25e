using System.Numerics;

namespace MobileNetSharp.Detection;

/// <summary>Finds the k best of some numbers without sorting the others (Hoare's quickselect).</summary>
static class Selection
{
    /// <summary>Brings the k smallest numbers to the front, and returns the next larger one, which follows them.</summary>
    public static T Smallest<T>(Span<T> values, int k)
        where T : struct, IComparisonOperators<T, T, bool>
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[low + ((high - low) / 2)];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (pivot < values[j])
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    (i, j) = (i + 1, j - 1);
                }
            }

            if (k <= j)
                high = j;
            else if (k >= i)
                low = i;
            else
                break;
        }

        return values[k];
    }

    /// <summary>The k-th largest of the numbers, whose order changes.</summary>
    public static T Largest<T>(Span<T> values, int k)
        where T : struct, IComparisonOperators<T, T, bool> => Smallest(values, values.Length - k);
}
