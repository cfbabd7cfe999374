using Interplay.Masks;

namespace Interplay.ValueFunctions.Games;

/// <summary>sum over terms of c_S (-1)^|S and m|.</summary>
internal sealed class FourierGameFunction((PartSet Parts, double Coefficient)[] terms)
    : IGameFunction
{
    public double Value(ReadOnlySpan<ulong> mask)
    {
        double sum = 0;
        foreach ((PartSet parts, double coefficient) in terms)
        {
            sum += coefficient * parts.Character(mask);
        }

        return sum;
    }
}
