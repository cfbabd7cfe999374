using System.Runtime.CompilerServices;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>The levels of one run.</summary>
internal sealed class LevelsRun<TLens>(
    LevelsRequest<TLens> request,
    IProgress<ExplainProgress>? progress
)
    where TLens : IRefinableLens<TLens>
{
    /// <summary>Streams of the seed: two for each level, and one far from them.</summary>
    private const ulong FirstStream = 1 << 8;
    private const ulong NearStream = 1 << 16;

    private readonly AdaptiveOptions _levels = request.Levels.Validated();
    private readonly IJournal _journal = request.Journal ?? new MemoryJournal();
    private int _spent;
    private int _unit;
    private int _evaluated;
    private AblationCost _cost;

    private ExplainOptions Options => request.Options;

    /// <summary>Explains level by level until nothing is left to cut or to spend.</summary>
    public async IAsyncEnumerable<LevelResult<TLens>> RunAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        TimeProvider time = request.Time;
        TLens lens = request.Lens;
        LevelResult<TLens>? last = null;
        Ablations? known = null;
        Refined<TLens>? refined = null;
        for (int number = 1; ; number++)
        {
            IValueFunction function = Function(lens, known);
            var asking = new Asking(function, request, _journal);
            await asking.BeginAsync(cancellationToken);
            Ablations? lifted = refined is null ? null : known!.Lift(refined.Parts);
            await KeepAsync(function, lifted);
            long start = time.GetTimestamp();
            MaskPlan plan = Plan(lens.Parts.Count, number, lifted);
            progress?.Report(new ExplainProgress(ExplainStep.Plan, 1, Round: number));
            long planned = time.GetTimestamp();
            (Ablations? asked, RunStop? cut) = await asking.AskAsync(
                plan,
                ProgressRelay.Evaluation(progress, number),
                cancellationToken
            );
            _evaluated += asking.Evaluated;
            _cost += asking.Cost;
            if (asked is null)
            {
                yield return await CutShortAsync(
                    last,
                    lens,
                    function,
                    plan,
                    asking,
                    cut,
                    cancellationToken
                ) with
                {
                    Stop = cut,
                    Evaluated = _evaluated,
                    Cost = _cost,
                };
                yield break;
            }

            long evaluated = time.GetTimestamp();
            _spent += plan.Cost;
            progress?.Report(new ExplainProgress(ExplainStep.Recover, 0, Round: number));
            var method = new HurriedMethod(
                Options.Answering,
                time,
                cancellationToken,
                hasBetter: last is not null
            );
            Explanation? found = null;
            try
            {
                found = Explain(function, lens, plan, asked, lifted, method);
            }
            catch (OperationCanceledException)
                when (last is not null && cancellationToken.IsCancellationRequested)
            {
                // There was no time for this level; the one before it is whole.
            }

            if (found is null)
            {
                yield return last! with
                {
                    Stop = RunStop.Cancelled,
                    Evaluated = _evaluated,
                    Cost = _cost,
                };
                yield break;
            }

            Explanation explanation = asking.Noted(found) with
            {
                Timings = new Timings(
                    time.GetElapsedTime(start, planned).TotalSeconds,
                    time.GetElapsedTime(planned, evaluated).TotalSeconds,
                    time.GetElapsedTime(evaluated).TotalSeconds
                ),
            };
            known = AdaptiveRows.Join(asked, lifted);
            PartRefinement? from = refined?.Parts;
            (refined, int[] next, string why) = Next(lens, explanation);
            last = new LevelResult<TLens>
            {
                Number = number,
                Lens = lens,
                Explanation = explanation with { Notes = [.. explanation.Notes, why] },
                Stop =
                    method.WasCut ? RunStop.Cancelled
                    : refined is null ? RunStop.Finest
                    : null,
                Evaluated = _evaluated,
                Cost = _cost,
                Refinement = from,
                Lifted = lifted?.Masks.RowCount ?? 0,
                EvaluatedHere = asked.Evaluated,
                CutNext = next,
            };
            yield return last;
            if (refined is null || method.WasCut)
            {
                yield break;
            }

            lens = refined.Lens;
        }
    }

    /// <summary>What a run gives that was cut short: the last whole level, or what is there of the first.</summary>
    private async Task<LevelResult<TLens>> CutShortAsync(
        LevelResult<TLens>? last,
        TLens lens,
        IValueFunction function,
        MaskPlan plan,
        Asking asking,
        RunStop? cut,
        CancellationToken cancellationToken
    ) =>
        last
        ?? new LevelResult<TLens>
        {
            Number = 1,
            Lens = lens,
            Explanation = await AtOnceRun.PartialAsync(
                new FunctionRequest
                {
                    Function = function,
                    Options = Options,
                    Subject = Subject.Of(lens.Parts, lens.Text),
                },
                plan,
                asking,
                cut,
                progress,
                cancellationToken
            ),
        };

    private IValueFunction Function(TLens lens, Ablations? known)
    {
        IValueFunction function = request.FunctionOf(lens);
        if (function.PartCount != lens.Parts.Count)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "parts-mismatch",
                $"The lens has {lens.Parts.Count} parts; the value function over it has {function.PartCount}."
            );
        }

        return
            known is null || known.Outputs.SequenceEqual(function.Outputs, StringComparer.Ordinal)
            ? function
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "outputs-mismatch",
                $"The value function must have the same outputs at each level; found {string.Join(", ", function.Outputs)} after {string.Join(", ", known.Outputs)}."
            );
    }

    /// <summary>Writes lifted ablations into the journal under the finer lens, but for those that it has from a run before.</summary>
    private async Task KeepAsync(IValueFunction function, Ablations? lifted)
    {
        if (lifted is null)
        {
            return;
        }

        var evaluator = new AblationEvaluator(function, _journal);
        Ablations there = await evaluator.KnownAsync(lifted.Masks);
        MaskIndex known = MaskIndex.Over(there.Masks);
        int[] missing =
        [
            .. Enumerable
                .Range(0, lifted.Masks.RowCount)
                .Where(row => known.Find(lifted.Masks.Row(row)) < 0),
        ];
        int width = lifted.Outputs.Count;
        await _journal.AppendAsync(
            function.Fingerprint,
            lifted.Masks.Select(missing),
            missing.SelectMany(row => lifted.Values.Slice(row * width, width).ToArray()).ToArray(),
            cancellationToken: CancellationToken.None
        );
    }

    /// <summary>The masks that a level asks for: those of the method at first, then independent ones that no level before has lifted.</summary>
    private MaskPlan Plan(int partCount, int number, Ablations? lifted)
    {
        int budget = LevelBudget(partCount);
        ExplainOptions level = Options with { Budget = budget };
        if (lifted is null)
        {
            MaskPlan plan = Explainer.Plan(partCount, level);
            return Options.Method.ReadsAnyMasks
                ? plan
                : throw new InterplayException(
                    ErrorKind.Request,
                    "levels-not-possible",
                    $"Method '{Options.Method.Name}' reads only the {plan.Design.Name} masks that it plans itself, but finer levels learn from those of coarser ones; take a method such as 'auto', 'blend' or 'proxyspex'."
                );
        }

        var taken = MaskIndex.Over(lifted.Masks);
        long left = partCount < 31 ? (1L << partCount) - taken.Count : int.MaxValue;
        int cost = (int)Math.Min(budget, left);
        int heldOut = Math.Min(Options.HeldOut ?? ExplainOptions.DefaultHeldOut(cost), cost / 2);
        PlanRequest asked = (level with { Budget = cost, HeldOut = heldOut }).ToRequest(partCount);
        ulong stream = FirstStream + 2 * (ulong)number;
        MaskMatrix near = NearWholeMasks.Draw(
            asked,
            1,
            Math.Min(level.NearWholeOf(asked), cost / 2 - heldOut),
            taken,
            stream + NearStream
        );
        MaskMatrix masks = Draw(cost - heldOut - near.RowCount, stream);
        MaskMatrix? held = heldOut == 0 ? null : Draw(heldOut, stream + 1);
        return MaskPlan.Given(
            asked with
            {
                Budget = cost - near.RowCount,
                Reserved = near,
            },
            masks,
            held
        ) with
        {
            NearWhole = near.RowCount == 0 ? null : near,
        };

        MaskMatrix Draw(int count, ulong from)
        {
            var random = new SeededRandom(Options.Seed, from);
            return Options.KeptShare == 0.5
                ? UniformDesign.Draw(partCount, count, random, taken)
                : new KeptShareDesign(Options.KeptShare).Draw(partCount, count, random, taken);
        }
    }

    /// <summary>An equal share of what is left for each level that may still come.</summary>
    private int LevelBudget(int partCount) =>
        Options.Budget is not int budget
            ? ExplainOptions.DefaultBudget(partCount)
            : (budget - _spent) / (_levels.Units.Count - _unit + 1);

    private Explanation Explain(
        IValueFunction function,
        TLens lens,
        MaskPlan plan,
        Ablations asked,
        Ablations? lifted,
        HurriedMethod method
    )
    {
        int width = asked.Outputs.Count;
        int own = plan.Masks.RowCount;
        Ablations learned = (
            asked with
            {
                Masks = plan.Masks,
                Values = asked.Values[..(own * width)],
            }
        ).Read(Options.Readout);
        MaskPlan all = plan;
        LiftedChoice? choice = null;
        if (lifted?.Read(Options.Readout) is { } older)
        {
            Ablations both = AdaptiveRows.Join(learned, older);
            bool isComplete = (plan with { Masks = both.Masks }).IsComplete;
            choice = isComplete ? null : LiftedChoice.Of(plan, learned, older, method);
            bool isUsed = choice is null or { IsUsed: true };
            learned = isUsed ? both : learned;
            all = plan with
            {
                Masks = learned.Masks,
                Request = plan.Request with { Budget = _spent - (plan.NearWhole?.RowCount ?? 0) },
                Notes = [.. plan.Notes, Said(isUsed, older.Masks.RowCount, own)],
            };
        }

        RecoveryResult result = method.Recover(all, learned.Values.Span);
        if (choice is { IsUsed: true })
        {
            result = result with
            {
                Outputs =
                [
                    .. result.Outputs.Select(
                        (output, i) => output with { CrossValidatedR2 = choice.R2[i] }
                    ),
                ],
            };
        }

        ReadOnlySpan<double> judging = (
            asked with
            {
                Masks = plan.AllMasks().Slice(own, plan.Cost - own),
                Values = asked.Values[(own * width)..],
            }
        )
            .Read(Options.Readout)
            .Values.Span;
        return ExplanationAssembly.Of(
            all,
            result,
            learned,
            judging,
            Options,
            function.Fingerprint,
            Subject.Of(lens.Parts, lens.Text)
        ) with
        {
            Ablations = _spent,
        };
    }

    private static string Said(bool isUsed, int lifted, int own) =>
        isUsed
            ? $"{lifted} of the {lifted + own} ablations learned from were paid for at coarser levels; with them, uniform masks that were left out are predicted no worse than without."
            : $"The {lifted} ablations of coarser levels are kept but not learned from: without them, uniform masks that were left out are predicted better.";

    /// <summary>The finer lens of the next level, the parts it cuts, and a sentence that says why these or none.</summary>
    private (Refined<TLens>? Lens, int[] Parts, string Why) Next(
        TLens lens,
        Explanation explanation
    )
    {
        List<int> influential = InfluentialParts.Of(explanation, _levels.LeastShare);
        while (_unit < _levels.Units.Count)
        {
            TextUnit unit = _levels.Units[_unit++];
            int[] cut = Affordable(lens, influential, unit);
            if (cut.Length == 0)
            {
                continue;
            }

            if (Options.Budget is int budget && budget - _spent < Asking.FewestMasks)
            {
                return (
                    null,
                    [],
                    $"Nothing is cut finer: {budget - _spent} ablations are left of {budget}, and {Asking.FewestMasks} are the fewest for a level."
                );
            }

            return (
                lens.Refine(cut, unit),
                cut,
                $"The next level cuts {cut.Length} of {influential.Count} influential parts into the unit {unit}."
            );
        }

        return (
            null,
            [],
            $"Nothing is cut finer: no unit is left that cuts one of the {influential.Count} influential parts and leaves at most {_levels.MostParts} parts."
        );
    }

    /// <summary>The most influential parts that a unit cuts, as many as there is room for.</summary>
    private int[] Affordable(TLens lens, List<int> influential, TextUnit unit)
    {
        var cut = new List<int>();
        int count = lens.Parts.Count;
        foreach (int part in influential)
        {
            int more = lens.Refine([part], unit).Lens.Parts.Count - lens.Parts.Count;
            if (more > 0 && count + more <= _levels.MostParts)
            {
                cut.Add(part);
                count += more;
            }
        }

        return [.. cut];
    }
}
