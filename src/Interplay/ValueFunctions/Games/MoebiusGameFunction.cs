using Interplay.Masks;

namespace Interplay.ValueFunctions.Games;

/// <summary>sum over the terms whose parts are all kept.</summary>
internal sealed class MoebiusGameFunction((PartSet Parts, double Coefficient)[] terms)
    : IGameFunction
{
    public double Value(ReadOnlySpan<ulong> mask)
    {
        double sum = 0;
        foreach ((PartSet parts, double coefficient) in terms)
        {
            if (KeepsAll(mask, parts.Parts))
            {
                sum += coefficient;
            }
        }

        return sum;
    }

    private static bool KeepsAll(ReadOnlySpan<ulong> mask, ReadOnlySpan<int> parts)
    {
        foreach (int part in parts)
        {
            if ((mask[part >> 6] >> (part & 63) & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
