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

    /// <summary>
    /// How many of them, at most, have one to three parts missing and only measure faithfulness near the whole input; null takes
    /// <see cref="DefaultNearWhole"/>, or none where nothing is held out, in rounds and for masks of all sizes, 0 buys none. Fewer are set aside where masks with one part missing are
    /// learned from: those are judged by cross-validation.
    /// </summary>
    public int? NearWhole { get; init; }

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

    /// <summary>
    /// Probability that a mask keeps a part, above 0 and below 1. At one half, terms are orthonormal and effects are averages over halves of the parts;
    /// near 1, what is learned, judged and averaged over are masks near the whole input (<see cref="KeptShareMethod"/>). Methods that read only masks which
    /// they planned themselves take one half only.
    /// </summary>
    public double KeptShare { get; init; } = 0.5;

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

    /// <summary>A twentieth of the budget, at most 60; none below 12, where an interval would say nothing.</summary>
    public static int DefaultNearWhole(int budget)
    {
        int twentieth = Math.Min(60, budget / 20);
        return twentieth < 12 ? 0 : twentieth;
    }

    /// <summary>How many masks near the whole input are set aside of a request.</summary>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal int NearWholeOf(PlanRequest request) =>
        NearWhole switch
        {
            null => request.HeldOut == 0 ? 0 : DefaultNearWhole(request.Budget),
            >= 0 and int count => count,
            int count => throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"The number of masks near the whole input must not be negative; found {count}."
            ),
        };

    /// <summary>The plan of a request.</summary>
    /// <exception cref="InterplayException">The request is not workable; the error says what would be.</exception>
    internal MaskPlan Plan(PlanRequest request) =>
        NearWholeMasks.Plan(Answering, request, NearWholeOf(request), NearWhole is not null);

    /// <summary>The method as it is for the index and the masks that are asked for.</summary>
    /// <exception cref="InterplayException"><c>kept-share-out-of-range</c> or <c>kept-share-not-possible</c>.</exception>
    internal IRecoveryMethod Answering =>
        KeptShare != 0.5 ? new KeptShareMethod(Method, KeptShare)
        : Method is IIndexedMethod indexed ? indexed.For(Index, Order)
        : Method;

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
