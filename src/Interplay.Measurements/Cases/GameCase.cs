using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Measurements.Cells;
using Interplay.Recovery;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Games;

namespace Interplay.Measurements.Cases;

/// <summary>A game: methods choose their masks themselves, and the answer is known.</summary>
public sealed class GameCase(Game game) : MeasuredCase
{
    private const int BatchSize = 4096;

    private (double[]? Values, bool IsKnown) _shapley;

    /// <inheritdoc/>
    public override int PartCount => game.PartCount;

    /// <inheritdoc/>
    public override int Budget(double setting) => (int)setting;

    /// <inheritdoc/>
    public override async Task<MeasuredCell> MeasureAsync(
        IRecoveryMethod method,
        MeasuredCell question,
        IProgress<double> progress,
        CancellationToken cancellationToken
    )
    {
        double start = Now();
        MaskPlan plan = method.Plan(
            new PlanRequest
            {
                PartCount = PartCount,
                Budget = question.Ablations,
                Seed = question.Seed,
            }
        );
        double planned = Now();
        Ablations ablations = await new AblationEvaluator(game, batchSize: BatchSize).EvaluateAsync(
            plan.Masks,
            cancellationToken: cancellationToken
        );
        double evaluated = Now();
        RecoveryResult result = method.Recover(
            plan,
            ablations.Values.Span,
            progress,
            cancellationToken
        );
        double recovered = Now();
        Spectrum spectrum = result.Outputs[0].Spectrum.Truncate(question.MaxTerms);
        var score = GameScore.Of(game, spectrum);
        double[]? truth = await ShapleyAsync(cancellationToken);
        return question with
        {
            Ablations = plan.Cost,
            Figures = new CellFigures
            {
                R2 = score.Held.R2?.Estimate,
                CrossValidatedR2 = result.Outputs[0].CrossValidatedR2?.Estimate,
                Terms = spectrum.Terms.Count(static term => term.Parts.Order > 0),
                ProcessorSeconds = recovered - evaluated + planned - start,
                Coverage = Coverage(spectrum),
                Recall = score.Recall,
                ShapleyError = truth is null ? null : GameShapley.Error(truth, spectrum),
            },
        };
    }

    /// <summary>The held-out rows of the case tell the truth about coefficients; noise-free, so they do it well.</summary>
    private CoveragePool[] Coverage(Spectrum spectrum) =>
        game.TestMasks.RowCount < 2
        || !spectrum.Terms.Any(static term => term.StandardError is not null)
            ? []
            :
            [
                .. CoveragePool.Of(
                    CoefficientDeviation.Measure(spectrum, game.TestMasks, [.. game.TestValues])
                ),
            ];

    private async Task<double[]?> ShapleyAsync(CancellationToken cancellationToken)
    {
        if (!_shapley.IsKnown)
        {
            _shapley = (await GameShapley.OfAsync(game, cancellationToken), true);
        }

        return _shapley.Values;
    }

    private static double Now() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
