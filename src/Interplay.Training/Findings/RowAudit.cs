using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Training.Findings;

/// <summary>
/// Finds mislabelled and duplicated training rows by retraining: the training rows are the test rows too, their scores the outputs.
/// <para>
/// In each of a few random halves S of the rows every row is toggled: those outside are added, those inside taken away. Two copies that stand on
/// the same side then change all scores by the same numbers, whatever the trainer, so that the similarity of their changes is 1 without sampling
/// error and copies need no luck to be found. The most similar pairs are measured in fresh contexts: v(S), v(S+i), v(S+j), v(S+i+j); the second
/// difference is a measured interaction, and pairs where it is negative are redundant (diminishing returns). The same toggles tell what models
/// trained without a row say of its label, and what it does to the margins of all others.
/// </para>
/// </summary>
public sealed class RowAudit
{
    /// <summary>More parts are refused: changes of all pairs are compared.</summary>
    public const int MostParts = 2_000;

    internal RowAudit(
        IReadOnlyList<AuditedRow> rows,
        IReadOnlyList<RowPair> pairs,
        int retrainings,
        bool areClasses
    ) => (Rows, Pairs, Retrainings, AreClasses) = (rows, pairs, retrainings, areClasses);

    /// <summary>Whether targets are two classes; otherwise they are numbers.</summary>
    public bool AreClasses { get; }

    /// <summary>One a part, in their order.</summary>
    public IReadOnlyList<AuditedRow> Rows { get; }

    /// <summary>The pairs that were measured, the most similar first, equally similar ones by their interaction.</summary>
    public IReadOnlyList<RowPair> Pairs { get; }

    /// <summary>Models trained.</summary>
    public int Retrainings { get; }

    /// <summary>
    /// The rows whose labels fit the models of all others least, worst first: flipped labels come out on top. They are ordered by
    /// <see cref="AuditedRow.LabelFit"/> and not by the effect, since a model that bends little around single rows hides the harm they do, and a weakly
    /// penalised one turns its sign (a row that is hard to fit makes all weights larger).
    /// </summary>
    /// <param name="count">Most rows.</param>
    public IReadOnlyList<AuditedRow> Harmful(int count) =>
        [.. Rows.OrderBy(static row => row.LabelFit).ThenBy(static row => row.Part).Take(count)];

    /// <summary>The pairs with a negative interaction beyond two standard errors, the most similar first: copies come out on top.</summary>
    /// <param name="count">Most pairs.</param>
    public IReadOnlyList<RowPair> Redundant(int count) =>
        [.. Pairs.Where(static pair => pair.IsRedundant).Take(count)];

    /// <summary>Audits training rows.</summary>
    /// <param name="function">
    /// Gives the score of every training row after retraining on a mask: a <see cref="Refits.RetrainingFunction"/> whose test rows are the
    /// training rows, or any other with as many outputs.
    /// </param>
    /// <param name="rows">The training rows.</param>
    /// <param name="lens">What is taken away: rows, or groups of them.</param>
    /// <param name="options">What is spent; null takes the defaults.</param>
    /// <param name="progress">Receives the share that is done.</param>
    /// <param name="cancellationToken">Ends the audit; nothing comes of it then.</param>
    /// <exception cref="InterplayException">
    /// <c>too-many-parts-to-audit</c>: more than <see cref="MostParts"/>; <c>data-mismatch</c>: outputs, lens and rows do not belong together;
    /// <c>audit-options-malformed</c>.
    /// </exception>
    public static Task<RowAudit> RunAsync(
        IValueFunction function,
        TrainingData rows,
        DataLens lens,
        RowAuditOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(lens);
        options = (options ?? new RowAuditOptions()).Validated();
        if (
            function.Outputs.Count != rows.RowCount
            || lens.RowCount != rows.RowCount
            || function.PartCount != lens.Parts.Count
        )
        {
            throw new InterplayException(
                ErrorKind.Data,
                "data-mismatch",
                $"An audit needs the score of every training row as an output, and the lens that the trainer uses; found {function.Outputs.Count} outputs, {rows.RowCount} rows, a lens of {lens.RowCount} rows, and {function.PartCount} and {lens.Parts.Count} parts."
            );
        }

        return lens.Parts.Count <= MostParts
            ? new AuditRun(function, rows, lens, options, progress).RunAsync(cancellationToken)
            : throw new InterplayException(
                ErrorKind.Request,
                "too-many-parts-to-audit",
                $"An audit compares all pairs of at most {MostParts} parts; found {lens.Parts.Count}. Audit a sample of the rows, or groups of them (clusters, a column)."
            );
    }
}
