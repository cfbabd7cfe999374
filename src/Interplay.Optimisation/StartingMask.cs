using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Optimisation;

/// <summary>The best allowed mask of the terms of order 1 alone; equal effects go by the number of the part.</summary>
internal static class StartingMask
{
    public static Mask Of(Spectrum spectrum, MaskGoal goal)
    {
        var kept = goal.ForcedKept.ToHashSet();
        var removed = goal.ForcedRemoved.ToHashSet();
        double sign = goal.Maximise ? 1 : -1;
        int most = goal.MostKept ?? spectrum.PartCount;
        var free = Enumerable
            .Range(0, spectrum.PartCount)
            .Where(part => !kept.Contains(part) && !removed.Contains(part))
            .Select(part => (Part: part, Gain: sign * spectrum.Effect(part)))
            .OrderByDescending(static candidate => candidate.Gain);
        foreach ((int part, double gain) in free)
        {
            if (kept.Count < goal.LeastKept || (gain > 0 && kept.Count < most))
            {
                kept.Add(part);
            }
        }

        return Mask.Keeping(spectrum.PartCount, [.. kept]);
    }
}
