using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>
/// Readouts of labels, from their raw log-probabilities and whether each is only bounded (<see cref="RawOutputs.LabelLogProbability"/>,
/// <see cref="RawOutputs.LabelIsCensored"/>).
/// </summary>
public static class LabelReadout
{
    /// <summary>
    /// Log-odds of some labels against others, in nats: <c>log-odds:yes/no</c>, or <c>log-odds:yes,Yes/no,No</c> for spellings that count together.
    /// Where labels of one side are censored, their upper bounds stand in: the number is then a bound of the log-odds and counts as censored.
    /// Where labels of both sides are censored, the difference of two upper bounds would bound nothing; that is an error, not a number.
    /// </summary>
    /// <param name="rawOutputs">Names of the raw numbers.</param>
    /// <param name="positive">The labels of high values, at least one.</param>
    /// <param name="negative">The labels of low values, at least one and none of the others.</param>
    /// <exception cref="InterplayException">
    /// <c>readout-not-applicable</c>: no labels were scored. <c>label-unknown</c>: a label was not. <c>label-repeated</c>: a label stands twice.
    /// When read: <c>labels-censored</c>.
    /// </exception>
    public static IReadout LogOdds(
        IReadOnlyList<string> rawOutputs,
        IReadOnlyList<string> positive,
        IReadOnlyList<string> negative
    )
    {
        ArgumentNullException.ThrowIfNull(positive);
        ArgumentNullException.ThrowIfNull(negative);
        ArgumentOutOfRangeException.ThrowIfZero(positive.Count, nameof(positive));
        ArgumentOutOfRangeException.ThrowIfZero(negative.Count, nameof(negative));
        string name =
            $"log-odds:{string.Join(',', positive.Select(Written))}/{string.Join(',', negative.Select(Written))}";
        string? repeated = positive
            .Concat(negative)
            .GroupBy(static label => label, StringComparer.Ordinal)
            .FirstOrDefault(static group => group.Count() > 1)
            ?.Key;
        if (repeated is not null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "label-repeated",
                $"Label {RawOutputs.Quote(repeated)} stands more than once in '{name}'; each counts on one side, once."
            );
        }

        return new LabelOddsReadout(
            name,
            [.. positive.Select(label => Find(name, rawOutputs, label))],
            [.. negative.Select(label => Find(name, rawOutputs, label))]
        );
    }

    /// <summary>The log-probability of one label, in nats: <c>label:yes</c>. Where the label is censored, its upper bound stands in and counts as censored.</summary>
    /// <param name="rawOutputs">Names of the raw numbers.</param>
    /// <param name="label">The label.</param>
    /// <exception cref="InterplayException"><c>readout-not-applicable</c>: no labels were scored. <c>label-unknown</c>: this one was not.</exception>
    public static IReadout LogProbability(IReadOnlyList<string> rawOutputs, string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        string name = $"label:{Written(label)}";
        return new LabelValueReadout(name, Find(name, rawOutputs, label));
    }

    /// <summary>A label as it stands in names: quoted only where it could be misread.</summary>
    private static string Written(string label) =>
        label.Length == 0
        || label.AsSpan().ContainsAny("/,\"\\")
        || label.AsSpan().ContainsAnyInRange('\0', '\u001f')
        || !string.Equals(label, label.Trim(), StringComparison.Ordinal)
            ? RawOutputs.Quote(label)
            : label;

    private static RawLabel Find(string readout, IReadOnlyList<string> rawOutputs, string label)
    {
        ArgumentNullException.ThrowIfNull(rawOutputs);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < rawOutputs.Count; i++)
        {
            places.TryAdd(rawOutputs[i], i);
        }

        if (places.TryGetValue(RawOutputs.LabelLogProbability(label), out int value))
        {
            return new RawLabel(
                label,
                value,
                places.GetValueOrDefault(RawOutputs.LabelIsCensored(label), -1)
            );
        }

        string[] known =
        [
            .. rawOutputs
                .Select(static name =>
                    RawOutputs.TryReadLabel(name, out string? known) ? known : null
                )
                .OfType<string>(),
        ];
        throw known.Length == 0
            ? PromptReadouts.NotApplicable(readout, "scored labels", rawOutputs)
            : new InterplayException(
                ErrorKind.Request,
                "label-unknown",
                $"'{readout}' reads the label {RawOutputs.Quote(label)}; scored were {string.Join(", ", known.Select(RawOutputs.Quote))}."
            );
    }
}
