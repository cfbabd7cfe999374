using Interplay.Interactions;

namespace Interplay.Recovery.TwoFidelity;

/// <summary>The median standard error of the terms of each order of a spectrum.</summary>
internal sealed class TypicalErrors
{
    private readonly SortedDictionary<int, double> _medians = [];

    public TypicalErrors(Spectrum spectrum)
    {
        foreach (
            IGrouping<int, double> order in spectrum
                .Terms.Where(static term => term.StandardError is not null)
                .GroupBy(static term => term.Parts.Order, static term => term.StandardError!.Value)
        )
        {
            double[] errors = [.. order.Order()];
            _medians.Add(order.Key, errors[errors.Length / 2]);
        }
    }

    /// <summary>The median of an order, or of the next lower order that is there; null where there is none.</summary>
    public double? Of(int order)
    {
        for (int lower = order; lower >= 0; lower--)
        {
            if (_medians.TryGetValue(lower, out double median))
            {
                return median;
            }
        }

        return null;
    }
}
