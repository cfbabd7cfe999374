using System.Globalization;

namespace Interplay.Optimisation;

/// <summary>Whether any mask meets a goal; if none does, which of its demands cannot be met.</summary>
internal static class GoalCheck
{
    public static void Removed(int partCount, int removed)
    {
        if (removed < 0 || removed > partCount)
        {
            throw Infeasible(
                $"Found {removed} parts to remove; expected 0 to {partCount}, the number of parts."
            );
        }
    }

    public static void Goal(int partCount, MaskGoal goal)
    {
        if (!(goal.WorkLimit > 0))
        {
            throw Infeasible(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Found a work limit of {goal.WorkLimit}; expected more than 0."
                )
            );
        }

        if (goal.Seed < 0)
        {
            throw Infeasible($"Found the seed {goal.Seed}; expected 0 or more.");
        }

        int most = goal.MostKept ?? partCount;
        if (goal.LeastKept < 0 || most > partCount || goal.LeastKept > most)
        {
            throw Infeasible(
                $"Found {goal.LeastKept} to {most} kept parts; expected a range within 0 to {partCount}, the number of parts."
            );
        }

        Forced(partCount, goal, most);
    }

    private static void Forced(int partCount, MaskGoal goal, int most)
    {
        foreach (int part in goal.ForcedKept.Concat(goal.ForcedRemoved))
        {
            if (part < 0 || part >= partCount)
            {
                throw Infeasible($"Found the forced part {part}; expected 0 to {partCount - 1}.");
            }
        }

        int[] both = [.. goal.ForcedKept.Intersect(goal.ForcedRemoved).Order()];
        if (both.Length > 0)
        {
            throw Infeasible(
                $"Found {{{string.Join(',', both)}}} both forced to be kept and forced to be removed; expected one of them."
            );
        }

        int kept = goal.ForcedKept.Distinct().Count();
        int free = partCount - goal.ForcedRemoved.Distinct().Count();
        if (kept > most || free < goal.LeastKept)
        {
            throw Infeasible(
                $"Found {kept} parts forced to be kept and {partCount - free} forced to be removed of {partCount}; expected so few that {goal.LeastKept} to {most} can be kept."
            );
        }
    }

    private static InterplayException Infeasible(string message) =>
        new(ErrorKind.Request, "optimisation-infeasible", message);
}
