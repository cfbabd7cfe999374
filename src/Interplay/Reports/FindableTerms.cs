using Interplay.Recovery.Sparse;

namespace Interplay.Reports;

/// <summary>How many terms a number of ablations can find, if few terms of about equal size make up the function.</summary>
/// <param name="Order">Largest set of parts looked for.</param>
/// <param name="Candidates">Number of sets of 1 to that many parts.</param>
/// <param name="Terms">How many of them can be found, about.</param>
public sealed record FindableTerms(int Order, double Candidates, int Terms)
{
    internal static FindableTerms Of(int partCount, int ablations, int order)
    {
        double candidates = 0;
        double binomial = 1;
        for (int size = 1; size <= order; size++)
        {
            binomial = binomial * (partCount - size + 1) / size;
            candidates += binomial;
        }

        int within = SparseBudget.TermsWithin(partCount, ablations, order);
        return new FindableTerms(order, candidates, (int)Math.Min(candidates, within));
    }
}
