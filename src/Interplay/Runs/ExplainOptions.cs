using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Auto;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>What an explanation is asked for. Every default is chosen for a first look that can be trusted.</summary>
public sealed record ExplainOptions
{
    /// <summary>How masks are chosen and values turned into a spectrum.</summary>
    public IRecoveryMethod Method { get; init; } = new AutoMethod();

    /// <summary>
    /// Most distinct ablations to spend, held-out ones included; null takes <see cref="DefaultBudget"/>. Of a budget for nine tenths of all 2^n masks
    /// <c>auto</c> takes them all.
    /// </summary>
    public int? Budget { get; init; }

    /// <summary>How many of them are set aside to measure faithfulness; null takes <see cref="DefaultHeldOut"/>, 0 buys none.</summary>
    public int? HeldOut { get; init; }

    /// <summary>Which numbers are explained; null takes what the value function gives as it is.</summary>
    public IReadout? Readout { get; init; }

    /// <summary>
    /// The index of the reported interactions. Where it has too many sets to list, the explanation lists Fourier coefficients and a note says so: what
    /// was paid for is not lost, and <see cref="Reports.Explanation.Under"/> lists another index or a lower order.
    /// </summary>
    public InteractionIndex Index { get; init; } = InteractionIndex.BII;

    /// <summary>
    /// Highest order of the reported interactions; null means all that were found for BII, Fourier, Moebius and Co-Moebius, 1 for SV and BV, and 2 for
    /// the indices that share effects out.
    /// </summary>
    public int? Order { get; init; }

    /// <summary>Highest order that the method looks for; null leaves it to the method.</summary>
    public int? MaxOrder { get; init; }

    /// <summary>Whether the parts stand in a sequence, so that neighbours are expected to act together more; false for columns, heads, training rows.</summary>
    public bool PartsAreOrdered { get; init; } = true;

    /// <summary>Whether the linear datamodelling score is measured on the held-out masks (<see cref="Interactions.Trust.DatamodelScore"/>), as for training rows.</summary>
    public bool MeasureDatamodelScore { get; init; }

    /// <summary>Seed of every random choice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Most masks handed to the value function at a time.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>
    /// 4 n log2 n ablations, the scale on which language models were found to need them (Butler et al., 2025), but no fewer than 1,000, and no
    /// more than the 2^n there are; all of these where that is nine tenths of them, as it is up to 10 parts.
    /// </summary>
    public static int DefaultBudget(int partCount)
    {
        double scale = Math.Ceiling(4 * partCount * Math.Log2(Math.Max(2, partCount)));
        double all = partCount < 31 ? Math.Pow(2, partCount) : int.MaxValue;
        double budget = Math.Max(1000, scale);
        return (int)(budget >= 0.9 * all ? all : budget);
    }

    /// <summary>A tenth of the budget, at most 200; none below 20, where cross-validation tells more.</summary>
    public static int DefaultHeldOut(int budget)
    {
        int tenth = Math.Min(200, budget / 10);
        return tenth < 20 ? 0 : tenth;
    }

    /// <summary>The method as it is for the index that is asked for.</summary>
    internal IRecoveryMethod Answering =>
        Method is IIndexedMethod indexed ? indexed.For(Index, Order) : Method;

    internal PlanRequest ToRequest(int partCount)
    {
        InteractionValues.CheckOrder(Index, Order);
        int budget = Budget ?? DefaultBudget(partCount);
        return new PlanRequest
        {
            PartCount = partCount,
            Budget = budget,
            HeldOut = HeldOut ?? DefaultHeldOut(budget),
            MaxOrder = MaxOrder,
            PartsAreOrdered = PartsAreOrdered,
            Seed = Seed,
        }.Validated();
    }
}
