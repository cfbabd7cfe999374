using System.Globalization;
using Interplay.Masks;

namespace Interplay.Interactions.Indices;

/// <summary>Walks the subsets of a term of a given size, and refuses when there are too many.</summary>
internal static class SubsetExpansion
{
    /// <summary>Receives one subset, ascending; the span is reused.</summary>
    public delegate void Visitor(ReadOnlySpan<int> subset);

    /// <summary>Visits every subset of <paramref name="set"/> with <paramref name="size"/> parts in lexicographic order.</summary>
    public static void ForEach(PartSet set, int size, Visitor visit)
    {
        ReadOnlySpan<int> parts = set.Parts;
        if (size > parts.Length)
        {
            return;
        }

        int[] places = new int[size];
        int[] subset = new int[size];
        for (int i = 0; i < size; i++)
        {
            places[i] = i;
            subset[i] = parts[i];
        }

        while (true)
        {
            visit(subset);
            int last = size - 1;
            while (last >= 0 && places[last] == parts.Length - size + last)
            {
                last--;
            }

            if (last < 0)
            {
                return;
            }

            int place = places[last];
            for (int i = last; i < size; i++)
            {
                places[i] = ++place;
                subset[i] = parts[place];
            }
        }
    }

    /// <summary>Throws when the subsets that <paramref name="wanted"/> (subset size, set size) selects up to <paramref name="order"/> are too many.</summary>
    /// <exception cref="ExpansionTooLargeException">They are too many.</exception>
    public static void Check(IEnumerable<int> setSizes, Func<int, int, bool> wanted, int order)
    {
        double total = 0;
        foreach (IGrouping<int, int> group in setSizes.GroupBy(static size => size))
        {
            double binomial = 1;
            double count = 0;
            for (int size = 0; size <= Math.Min(group.Key, order); size++)
            {
                count += wanted(size, group.Key) ? binomial : 0;
                binomial = binomial * (group.Key - size) / (size + 1);
            }

            total += count * group.Count();
        }

        if (total > InteractionValues.MaxExpansion)
        {
            throw new ExpansionTooLargeException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The interactions are {total:E2} subsets of the terms; at most {InteractionValues.MaxExpansion} can be listed."
                )
            );
        }
    }
}
