using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>Reads a run of neighbouring tokens of the continuation.</summary>
internal sealed class TokenReadout(
    string name,
    IReadOnlyList<string> outputs,
    int first,
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
        for (int i = 0; i < count; i++)
        {
            double value = values[first + i];
            tokens[i] = value is > 0 and <= ServerRounding ? 0 : value;
        }

        switch (reading)
        {
            case TokenStatistic.Each:
                tokens.CopyTo(outputs);
                return true;
            case TokenStatistic.Mean:
                outputs[0] = LogOdds.Total(tokens) / count;
                return true;
            case TokenStatistic.Logit:
                return Logit(tokens, out outputs[0]);
            default:
                outputs[0] = LogOdds.Total(tokens);
                return true;
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
