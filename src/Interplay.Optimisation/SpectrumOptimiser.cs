using System.Globalization;
using Google.OrTools.Sat;
using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Optimisation;

/// <summary>
/// The best mask of a spectrum by integer programming (CP-SAT of Google OR-Tools), with a bound that says how far it is proven to be the best.
/// One thread and a limit of work instead of time: the same spectrum and goal give the same mask on every run of one build.
/// </summary>
public static class SpectrumOptimiser
{
    /// <summary>
    /// Finds the mask with the best value of the spectrum among those that the goal allows. Where the work limit comes before the proof,
    /// the best mask found is given with its bound (<see cref="OptimalMask.IsProven"/> is false); the search begins at the best mask of
    /// the terms of order 1.
    /// </summary>
    /// <param name="spectrum">The function; its standard errors play no part. Without terms every allowed mask is equally good.</param>
    /// <param name="goal">What is looked for.</param>
    /// <param name="cancellationToken">Ends the search without a result.</param>
    /// <exception cref="InterplayException">
    /// No mask meets the goal or a number of it is out of range (<c>optimisation-infeasible</c>), the work limit came before any mask
    /// (<c>optimisation-unfinished</c>), or the coefficients are too large or small for integers (<c>optimisation-out-of-range</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static OptimalMask Optimise(
        Spectrum spectrum,
        MaskGoal goal,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(goal);
        GoalCheck.Goal(spectrum.PartCount, goal);
        cancellationToken.ThrowIfCancellationRequested();
        var program = new MaskProgram(spectrum, goal);
        program.BeginAt(StartingMask.Of(spectrum, goal));
        var solver = new CpSolver
        {
            StringParameters = string.Create(
                CultureInfo.InvariantCulture,
                $"num_workers:1 random_seed:{goal.Seed} max_deterministic_time:{(goal.WorkLimit)}"
            ),
        };
        CpSolverStatus status;
        using (cancellationToken.Register(solver.StopSearch))
        {
            status = solver.Solve(program.Model);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "optimisation-unfinished",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"CP-SAT found no mask over {spectrum.PartCount} parts within {goal.WorkLimit} units of work (status {status}); expected at least one. Raise the work limit."
                )
            );
        }

        Mask mask = Mask.Keeping(spectrum.PartCount, program.Kept(solver));
        double value = spectrum.Evaluate(mask.Words);
        return new OptimalMask(
            mask,
            value,
            Bound(goal, program, solver, value),
            program.RoundingError,
            status == CpSolverStatus.Optimal
        );
    }

    /// <summary>The bound of the integers in the unit of the output, never on the wrong side of the value by the rounding of doubles.</summary>
    private static double Bound(MaskGoal goal, MaskProgram program, CpSolver solver, double value)
    {
        double bound = solver.BestObjectiveBound / program.Scale + program.Offset;
        return goal.Maximise
            ? Math.Max(bound + program.RoundingError, value)
            : Math.Min(bound - program.RoundingError, value);
    }
}
