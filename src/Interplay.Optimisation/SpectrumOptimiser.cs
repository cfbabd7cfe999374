using System.Globalization;
using Google.OrTools.Sat;
using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Optimisation;

/// <summary>The best mask of a spectrum, exactly, by CP-SAT.</summary>
public static class SpectrumOptimiser
{
    /// <summary>Finds the mask with the best value of the spectrum among those that the goal allows.</summary>
    /// <param name="spectrum">The function; its standard errors play no part.</param>
    /// <param name="goal">What is looked for.</param>
    /// <exception cref="InterplayException"><c>optimisation-infeasible</c> or <c>optimisation-unfinished</c>.</exception>
    public static OptimalMask Optimise(Spectrum spectrum, MaskGoal goal)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(goal);
        ThrowIfInfeasible(spectrum.PartCount, goal);
        var program = new MaskProgram(spectrum, goal);
        var solver = new CpSolver
        {
            StringParameters = string.Create(
                CultureInfo.InvariantCulture,
                $"num_workers:1 random_seed:{goal.Seed} max_deterministic_time:{goal.WorkLimit}"
            ),
        };
        CpSolverStatus status = solver.Solve(program.Model);
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "optimisation-unfinished",
                $"CP-SAT found no mask over {spectrum.PartCount} parts within {goal.WorkLimit} units of work (status {status}); raise the work limit."
            );
        }

        Mask mask = Mask.Keeping(spectrum.PartCount, program.Kept(solver));
        double rounding = program.RoundingError;
        double bound =
            solver.BestObjectiveBound / program.Scale
            + program.Offset
            + (goal.Maximise ? rounding : -rounding);
        return new OptimalMask(
            mask,
            spectrum.Evaluate(mask.Words),
            bound,
            rounding,
            status == CpSolverStatus.Optimal
        );
    }

    private static void ThrowIfInfeasible(int partCount, MaskGoal goal)
    {
        int most = goal.MostKept ?? partCount;
        bool isInRange = goal
            .ForcedKept.Concat(goal.ForcedRemoved)
            .All(part => part >= 0 && part < partCount);
        int forcedKept = goal.ForcedKept.Distinct().Count();
        int free = partCount - goal.ForcedRemoved.Distinct().Count();
        if (
            !isInRange
            || goal.ForcedKept.Intersect(goal.ForcedRemoved).Any()
            || Math.Max(goal.LeastKept, forcedKept) > Math.Min(most, free)
            || goal.LeastKept < 0
            || most < 0
            || !(goal.WorkLimit > 0)
            || goal.Seed < 0
        )
        {
            throw new InterplayException(
                ErrorKind.Request,
                "optimisation-infeasible",
                $"No mask over {partCount} parts keeps {goal.LeastKept} to {most} of them, keeps {{{string.Join(',', goal.ForcedKept)}}} and removes {{{string.Join(',', goal.ForcedRemoved)}}} with a work limit above 0 and a seed of 0 or more (found {goal.WorkLimit} and {goal.Seed})."
            );
        }
    }
}
