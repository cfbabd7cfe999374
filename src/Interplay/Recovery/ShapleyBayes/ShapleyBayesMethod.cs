using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Exact;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// Indices that weigh sets of all sizes (Shapley values and their kin), read in closed form from a Gaussian process whose kernel has terms in the number
/// of kept parts, from masks of all sizes in complementary pairs (docs/math.md). Shapley values are read from the odd part of the function alone, which
/// holds all of them. O(B^3) for B masks; of more than <see cref="MostMasks"/> it learns from the first.
/// </summary>
public sealed class ShapleyBayesMethod : IIndexedMethod
{
    /// <summary>Most masks, or pairs of masks for Shapley values, that are learned from.</summary>
    public const int MostMasks = 6000;

    /// <summary>Most parts.</summary>
    public const int MostParts = 2000;

    private const ulong MaskStream = 43;
    private const ulong HeldOutStream = 44;
    private const int Least = 8;

    /// <summary>Neighbours of the ends are asked where they are at most this share of the budget, or where the index is read from them.</summary>
    private const int NeighbourShare = 10;

    /// <summary>Terms of the spectrum that goes with the values: sets of the lower orders.</summary>
    private const int MostTerms = 1500;

    /// <summary>Sets that an index lists; a higher order has more.</summary>
    private const int MostSets = 50_000;

    private readonly InteractionIndex _index;
    private readonly int? _order;

    /// <summary>Creates the method for one index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="order">The highest order; null takes 1 for Shapley values and 2 for the others.</param>
    public ShapleyBayesMethod(InteractionIndex index = InteractionIndex.SV, int? order = null) =>
        (_index, _order) = (index, order);

    /// <inheritdoc/>
    public string Name => "shapleybayes";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    private int Order => _order ?? (_index is InteractionIndex.SV or InteractionIndex.BV ? 1 : 2);

    /// <inheritdoc/>
    public IRecoveryMethod For(InteractionIndex index, int? order) =>
        new ShapleyBayesMethod(index, order);

    /// <summary>Whether the index of this method can be read for so many parts.</summary>
    internal bool Answers(int partCount) =>
        partCount <= MostParts
        && DiagonalMeasure.Covers(_index, Order)
        && SetCount(partCount, Math.Min(Order, partCount)) <= MostSets;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        Require(request.PartCount);
        int n = request.PartCount;
        long all = request.Available;
        int budget = (int)Math.Min(request.Budget, all);
        int learn = budget - request.HeldOut;
        long needed = Math.Min(Least, Math.Max(1, all - request.HeldOut));
        if (learn < needed)
        {
            throw new BudgetTooSmallException(
                request.Budget,
                (int)needed + request.HeldOut,
                $"all parts, none and a few pairs of masks besides the {request.HeldOut} held out"
            );
        }

        bool hasNeighbours =
            2 * n + 2 <= learn
            && (
                2L * n * NeighbourShare <= budget
                || _index
                    is InteractionIndex.STII
                        or InteractionIndex.FSII
                        or InteractionIndex.Moebius
                        or InteractionIndex.CoMoebius
            );
        var design = new SizedDesign(isEven: false, hasNeighbours);
        MaskIndex taken = request.NewIndex();
        MaskMatrix masks = design.Draw(n, learn, new SeededRandom(request.Seed, MaskStream), taken);
        return new MaskPlan
        {
            Method = Name,
            Design = design,
            Request = request,
            Masks = masks,
            HeldOut =
                request.HeldOut > 0
                    ? new SizedDesign(isEven: true, hasNeighbours: false).Draw(
                        n,
                        request.HeldOut,
                        new SeededRandom(request.Seed, HeldOutStream),
                        taken
                    )
                    : null,
            Notes =
            [
                $"Masks of all sizes in complementary pairs, sizes by the Shapley kernel, masks of a size unlike each other, after all parts and none{(hasNeighbours ? ", and each part alone and left out" : "")}.",
            ],
        };
    }

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        Require(plan.PartCount);
        if (plan.IsComplete)
        {
            return new ExactMethod().Recover(plan, values, progress, cancellationToken);
        }

        int order = Math.Min(Order, plan.PartCount);
        DiagonalMeasure[] measures =
        [
            .. Enumerable
                .Range(1, order)
                .Select(size => DiagonalMeasure.Of(_index, order, size, plan.PartCount)),
        ];
        var outputs = new PerOutput(plan, values);
        int[] sizes =
        [
            .. Enumerable
                .Range(0, plan.Masks.RowCount)
                .Select(row => plan.Masks.GetMask(row).KeptCount),
        ];
        SizeCoverage[] coverage =
        [
            .. measures.Select(measure =>
                SizeCoverage.Of(measure.SizeShares(plan.PartCount), sizes)
            ),
        ];
        SizeCoverage worst = coverage.MaxBy(static one => one.Missing)!;
        return outputs.Recover(
            Name,
            (output, report) =>
            {
                if (output.IsConstant)
                {
                    return output.Standardised.ConstantRecovery(plan.PartCount) with
                    {
                        Interactions = new InteractionValues(
                            plan.PartCount,
                            _index,
                            order,
                            output.Raw[0],
                            []
                        ),
                        Sizes = worst,
                    };
                }

                ShapleyBayesModel model = ShapleyBayesModel.Fit(
                    plan.Masks,
                    output.Raw,
                    MostMasks,
                    plan.Request.Seed,
                    cancellationToken
                );
                report(0.8);
                if (model.Learned.Length < plan.Masks.RowCount)
                {
                    output.Notes.Add(
                        $"learned from {model.Learned.Length} of the {plan.Masks.RowCount} masks, {(model.Pairs > 0 ? "pairs of complements" : "the most that it takes")}."
                    );
                }

                output.Notes.Add(
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{_index.ToName()} read from a Gaussian process{(model.Pairs > 0 ? $" of the odd and of the even part at {model.Pairs} pairs" : "")}; its error bars are widened {model.ErrorScale:0.0} times, as values left out show."
                    )
                );
                OutputRecovery recovered = Read(plan, output, model, measures);
                return recovered with
                {
                    Interactions = worst.Reaches
                        ? recovered.Interactions
                        : Guess(recovered.Interactions!),
                    Sizes = worst,
                };
            },
            progress,
            cancellationToken
        );

        OutputRecovery Read(
            MaskPlan plan,
            OutputWork output,
            ShapleyBayesModel model,
            DiagonalMeasure[] measures
        )
        {
            var interactions = new List<Interaction>();
            foreach (DiagonalMeasure measure in measures)
            {
                interactions.AddRange(
                    model.Read(measure, Sets(plan.PartCount, measure.Size), cancellationToken)
                );
            }

            return new OutputRecovery
            {
                Spectrum = SpectrumOf(model, plan.PartCount, cancellationToken),
                Interactions = new InteractionValues(
                    plan.PartCount,
                    _index,
                    measures.Length,
                    Baseline(plan, output, model, cancellationToken),
                    interactions
                ),
                Predict = model.Predict,
                CrossValidatedR2 = Faithfulness
                    .OfResiduals(
                        model.LeftOutErrors,
                        [.. model.Learned.Select(row => output.Raw[row])]
                    )
                    .R2,
                ResidualDeviation = Math.Sqrt(model.LeftOutErrors.Average(static e => e * e)),
            };
        }
    }

    /// <summary>The same strengths without errors: how a function goes on where no mask was asked, nothing tells.</summary>
    private static InteractionValues Guess(InteractionValues values) =>
        new(
            values.PartCount,
            values.Index,
            values.Order,
            values.Baseline,
            values.Interactions.Select(static one => one with { StandardError = null })
        );

    /// <summary>What the index gives the empty set: the mean along the diagonal for SII, for all others what the function gives without any part.</summary>
    private double Baseline(
        MaskPlan plan,
        OutputWork output,
        ShapleyBayesModel model,
        CancellationToken cancellationToken
    )
    {
        if (_index == InteractionIndex.SII)
        {
            return model
                .Read(
                    DiagonalMeasure.Of(_index, Order, 0, plan.PartCount),
                    [PartSet.Empty],
                    cancellationToken
                )[0]
                .Strength;
        }

        var empty = MaskMatrix.From([Mask.Empty(plan.PartCount)]);
        int known = MaskIndex.Over(plan.Masks).Find(empty.Row(0));
        return known >= 0 && plan.Masks.RowCount == MaskIndex.Over(plan.Masks).Count
            ? output.Raw[known]
            : model.Predict(empty)[0];
    }

    private void Require(int partCount)
    {
        if (!Answers(partCount))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "index-not-read",
                $"Method '{Name}' reads SV, SII, STII, FSII, CHII, Moebius, Co-Moebius, and k-SII up to order 2, of at most {MostParts} parts and {MostSets} sets; asked for {_index.ToName()} of order {Order} and {partCount} parts."
            );
        }
    }

    /// <summary>The Fourier coefficients of the lower orders, as many orders as there is room for.</summary>
    private static Spectrum SpectrumOf(
        ShapleyBayesModel model,
        int partCount,
        CancellationToken cancellationToken
    )
    {
        var terms = new List<SpectrumTerm>();
        int count = 0;
        for (int order = 0; order <= partCount; order++)
        {
            double sets =
                SetCount(partCount, order) - (order == 0 ? 0 : SetCount(partCount, order - 1));
            if (order > 1 && count + sets > MostTerms)
            {
                break;
            }

            count += (int)sets;
            var measure = DiagonalMeasure.Of(InteractionIndex.BII, order, order, partCount);
            double scale = Math.ScaleB((order & 1) == 0 ? 1 : -1, -order);
            terms.AddRange(
                model
                    .Read(measure, Sets(partCount, order), cancellationToken)
                    .Select(one => new SpectrumTerm(
                        one.Parts,
                        one.Strength * scale,
                        one.StandardError * Math.Abs(scale)
                    ))
            );
        }

        return new Spectrum(partCount, terms);
    }

    /// <summary>Number of sets of at most so many parts, the empty one not counted but for order 0.</summary>
    private static double SetCount(int partCount, int order)
    {
        double count = 0;
        double sets = 1;
        for (int size = 1; size <= order; size++)
        {
            sets = sets * (partCount - size + 1) / size;
            count += sets;
        }

        return order == 0 ? 0 : count;
    }

    private static List<PartSet> Sets(int partCount, int size)
    {
        var sets = new List<PartSet>();
        var parts = new int[size];
        Add(0, 0);
        return sets;

        void Add(int place, int from)
        {
            if (place == size)
            {
                sets.Add(PartSet.Of(parts));
                return;
            }

            for (int part = from; part < partCount; part++)
            {
                parts[place] = part;
                Add(place + 1, part + 1);
            }
        }
    }
}
