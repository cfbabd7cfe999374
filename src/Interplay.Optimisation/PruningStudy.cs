using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Optimisation;

/// <summary>
/// Which parts can be removed for good: the best choice by a recovered spectrum, beside choices that look at parts one by one, all of them measured.
/// </summary>
public static class PruningStudy
{
    /// <summary>Chooses the parts to remove by each <see cref="PruningRule"/> and measures what is left.</summary>
    /// <param name="output">The explained output of <paramref name="function"/>, its only one.</param>
    /// <param name="function">What was explained. Asked for one mask more than it has parts, and one for each choice.</param>
    /// <param name="removed">How many parts to remove; each 0 to all.</param>
    /// <param name="options">What is good, and what it is checked on.</param>
    /// <param name="cancellationToken">Ends the search and the measurements.</param>
    /// <exception cref="InterplayException">A number of parts out of range or a work limit too small (<c>optimisation-infeasible</c>, <c>optimisation-unfinished</c>), a function of several outputs or another number of parts (<c>pruning-mismatch</c>), or what a value function throws.</exception>
    public static async Task<Pruning> RunAsync(
        ExplainedOutput output,
        IValueFunction function,
        IReadOnlyList<int> removed,
        PruningOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(removed);
        options ??= new PruningOptions();
        Spectrum spectrum = output.Spectrum;
        int partCount = spectrum.PartCount;
        if (options.Groups.Count == 1 || options.Groups.Any(group => group.PartCount != partCount))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "pruning-mismatch",
                $"Groups are the spectra of two or more groups of the data over the same {partCount} parts; found {options.Groups.Count} over {string.Join(", ", options.Groups.Select(static group => group.PartCount).Distinct())} parts."
            );
        }

        Check(function, partCount);
        if (options.Test is { } test)
        {
            Check(test, partCount);
        }

        foreach (int count in removed)
        {
            GoalCheck.Removed(partCount, count);
        }

        double sign = options.Minimise ? -1 : 1;
        var whole = Mask.Full(partCount);
        double[] single = await MeasureAsync(
                function,
                [
                    whole,
                    .. Enumerable
                        .Range(0, partCount)
                        .Select(part => Without(partCount, PartSet.Of(part))),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        var chosen =
            new List<(int Level, PruningRule Rule, Mask Mask, bool? IsProven, double? Weight)>();
        for (int level = 0; level < removed.Count; level++)
        {
            int count = removed[level];
            MaskGoal goal = MaskGoal.Removing(partCount, count) with
            {
                Maximise = !options.Minimise,
                WorkLimit = options.WorkLimit,
                Seed = options.Seed,
            };
            double? weight =
                options.Groups.Count == 0
                    ? null
                    : CarryOver.Weight(options.Groups, goal, cancellationToken);
            OptimalMask best = SpectrumOptimiser.Optimise(
                CarryOver.Weighted(spectrum, weight ?? 1),
                goal,
                cancellationToken
            );
            chosen.Add((level, PruningRule.Interactions, best.Mask, best.IsProven, weight));
            AddRule(PruningRule.SingleEffects, Effect);
            AddRule(PruningRule.WeakestEffects, p => Math.Abs(Effect(p)));
            AddRule(PruningRule.OneAtATime, Loss);

            void AddRule(PruningRule rule, Func<int, double> rank) =>
                chosen.Add((level, rule, Ranked(count, rank), null, null));
        }

        Mask[] masks = [.. chosen.Select(static choice => choice.Mask), whole];
        double[] measured = await MeasureAsync(function, masks, cancellationToken)
            .ConfigureAwait(false);
        double[]? onTest = options.Test is { } other
            ? await MeasureAsync(other, masks, cancellationToken).ConfigureAwait(false)
            : null;
        return new Pruning(
            output.Name,
            options.Minimise,
            measured[^1],
            onTest?[^1],
            [
                .. removed.Select(
                    (count, level) =>
                        new PruningLevel(
                            count,
                            [
                                .. chosen
                                    .Select((choice, i) => (choice, i))
                                    .Where(pair => pair.choice.Level == level)
                                    .Select(pair => Choice(pair.choice.Rule, pair.i)),
                            ]
                        )
                ),
            ]
        );

        double Effect(int part) => sign * spectrum.Effect(part);

        double Loss(int part) => sign * (single[0] - single[part + 1]);

        Mask Ranked(int count, Func<int, double> rank) =>
            Mask.Keeping(partCount, [.. Enumerable.Range(0, partCount).OrderBy(rank).Skip(count)]);

        PruningChoice Choice(PruningRule rule, int i) =>
            new(
                rule,
                PartSet.Of([.. Enumerable.Range(0, partCount).Where(part => !masks[i][part])]),
                spectrum.Evaluate(masks[i].Words),
                measured[i],
                onTest?[i],
                chosen[i].IsProven,
                chosen[i].Weight
            );
    }

    private static Mask Without(int partCount, PartSet parts) =>
        Mask.Keeping(
            partCount,
            [.. Enumerable.Range(0, partCount).Where(part => !parts.Contains(part))]
        );

    private static async Task<double[]> MeasureAsync(
        IValueFunction function,
        Mask[] masks,
        CancellationToken cancellationToken
    )
    {
        var values = new double[masks.Length];
        await function
            .EvaluateAsync(MaskMatrix.From(masks), values, cancellationToken)
            .ConfigureAwait(false);
        return values;
    }

    private static void Check(IValueFunction function, int partCount)
    {
        if (function.PartCount != partCount || function.Outputs.Count != 1)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "pruning-mismatch",
                $"Pruning measures one output of {partCount} parts; found a value function with {function.Outputs.Count} outputs of {function.PartCount} parts."
            );
        }
    }
}
