using System.Globalization;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>Log-odds of some labels against others.</summary>
internal sealed class LabelOddsReadout(string name, RawLabel[] positive, RawLabel[] negative)
    : IReadout
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; } = [name];

    /// <inheritdoc/>
    public bool Read(ReadOnlySpan<double> values, Span<double> outputs)
    {
        var high = new double[positive.Length];
        var low = new double[negative.Length];
        bool isHighBounded = Gather(positive, values, high);
        bool isLowBounded = Gather(negative, values, low);
        if (isHighBounded && isLowBounded)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "labels-censored",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"In one of the ablations the model listed labels of neither side of '{name}', only that their log-probabilities are at most {LogMath.LogSumExp(high):F2} and {LogMath.LogSumExp(low):F2}. Read one label of the same ablations (label:{positive[0].Label}), or ask for more alternatives a token."
                )
            );
        }

        outputs[0] = LogOdds.Between(high, low);
        return !isHighBounded && !isLowBounded;
    }

    private static bool Gather(RawLabel[] labels, ReadOnlySpan<double> values, double[] target)
    {
        bool isBounded = false;
        for (int i = 0; i < labels.Length; i++)
        {
            target[i] = labels[i].Of(values, out bool isCensored);
            isBounded |= isCensored;
        }

        return isBounded;
    }
}
