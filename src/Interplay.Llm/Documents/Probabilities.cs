using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Exact;

namespace Interplay.Llm.Documents;

/// <summary>
/// Log-odds read as probabilities, p = 1 / (1 + exp(-f)). Whether an answer <em>needs</em> two documents together is a matter of its probability:
/// from 99 % to 4 % and from 99 % to 0.4 % are both its end, though they differ on the scale of log-odds.
/// </summary>
public static class Probabilities
{
    /// <summary>Most parts for which the probabilities of all subsets are worked out: 2^14 of them.</summary>
    public const int MostParts = 14;

    /// <summary>The spectrum of the probability; the log-odds themselves beyond <see cref="MostParts"/>.</summary>
    /// <param name="logOdds">A spectrum of log-odds, in nats. Standard errors do not carry over.</param>
    public static Spectrum Of(Spectrum logOdds)
    {
        ArgumentNullException.ThrowIfNull(logOdds);
        int parts = logOdds.PartCount;
        if (parts is < 2 or > MostParts)
        {
            return logOdds;
        }

        var exact = new ExactMethod();
        MaskPlan plan = exact.Plan(new PlanRequest { PartCount = parts, Budget = 1 << parts });
        var values = new double[plan.Masks.RowCount];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = 1 / (1 + Math.Exp(-logOdds.Evaluate(plan.Masks.Row(row))));
        }

        return exact.Recover(plan, values).Outputs[0].Spectrum;
    }
}
