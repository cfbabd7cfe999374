using Interplay.Masks;

namespace Interplay.Recovery;

/// <summary>A way from few ablations to a sparse spectrum. Both steps are pure: the same input and seed give the same output on any number of cores.</summary>
public interface IRecoveryMethod
{
    /// <summary>Name as the command line and files spell it, lower case.</summary>
    string Name { get; }

    /// <summary>Whether it learns from masks that it did not plan: those of a table, of a coarser level, of a fold.</summary>
    bool ReadsAnyMasks { get; }

    /// <summary>Chooses the masks.</summary>
    /// <exception cref="BudgetTooSmallException">The budget cannot carry the request; the error names the least that can.</exception>
    MaskPlan Plan(PlanRequest request);

    /// <summary>Turns values into one spectrum an output.</summary>
    /// <param name="plan">The plan whose <see cref="MaskPlan.Masks"/> were evaluated. Held-out masks are not passed in.</param>
    /// <param name="values">One number for each row of <see cref="MaskPlan.Masks"/> and output, row by row; all finite.</param>
    /// <param name="progress">Receives the finished share, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    );
}
