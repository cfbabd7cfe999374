using Interplay.Llm.Routes;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>Reads a run of neighbouring tokens of the continuation. Where one of them is a bound the sum of bounds is one too, and so are mean and log-odds.</summary>
/// <param name="name">Its name.</param>
/// <param name="outputs">Names of what it gives.</param>
/// <param name="first">Column of the first token.</param>
/// <param name="censored">Column that says whether the first token is a bound, those of the others following; -1 where that is not said.</param>
/// <param name="count">How many tokens.</param>
/// <param name="reading">What is made of them.</param>
internal sealed class TokenReadout(
    string name,
    IReadOnlyList<string> outputs,
    int first,
    int censored,
    int count,
    TokenStatistic reading
) : IReadout
{
    /// <summary>Servers that compute in half precision give log-probabilities a little above 0 for certain tokens; up to here that is rounding.</summary>
    private const double ServerRounding = 1e-4;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs => outputs;

    /// <inheritdoc/>
    public bool Read(ReadOnlySpan<double> values, Span<double> outputs)
    {
        Span<double> tokens = count <= 256 ? stackalloc double[count] : new double[count];
        bool isKnown = true;
        for (int i = 0; i < count; i++)
        {
            double value = values[first + i];
            bool isImpossible = StandIn.IsImpossible(value);
            isKnown &= !isImpossible && (censored < 0 || values[censored + i] == 0);
            tokens[i] =
                value is > 0 and <= ServerRounding ? 0
                : isImpossible ? StandIn.NearlyNothing
                : value;
        }

        switch (reading)
        {
            case TokenStatistic.Each:
                tokens.CopyTo(outputs);
                return isKnown;
            case TokenStatistic.Mean:
                outputs[0] = LogOdds.Total(tokens) / count;
                return isKnown;
            case TokenStatistic.Logit:
                return Logit(tokens, out outputs[0]) && isKnown;
            default:
                outputs[0] = LogOdds.Total(tokens);
                return isKnown;
        }
    }

    /// <summary>A probability that the server rounded to 1 has no log-odds; what is known is that they are at least those of the nearest smaller one.</summary>
    private static bool Logit(ReadOnlySpan<double> tokens, out double logit)
    {
        logit = LogOdds.FromLogProbabilities(tokens);
        bool isKnown = double.IsFinite(logit);
        if (!isKnown)
        {
            logit = LogOdds.FromLogProbability(-LogOdds.SinglePrecision);
        }

        return isKnown;
    }
}
