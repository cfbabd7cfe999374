using System.Globalization;
using System.Text;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Reports;

/// <summary>An explanation as plain lines without colour, for pipes and logs.</summary>
public static class TextReport
{
    private const int LongestPart = 24;

    /// <summary>Writes the verdict and the strongest interactions of every output.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="target">Receives the lines, each ended by a line feed.</param>
    /// <param name="most">Interactions shown for an output.</param>
    public static void Write(Explanation explanation, TextWriter target, int most = 20)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        Line(
            target,
            $"{explanation.Method}: {explanation.PartCount} parts, {explanation.Ablations} of {explanation.Budget} ablations, {explanation.HeldOut} of them held out, seed {explanation.Seed}"
        );
        for (int place = 0; place < explanation.Outputs.Count; place++)
        {
            ExplainedOutput output = explanation.Outputs[place];
            Line(target, $"");
            Line(target, $"{Printable(output.Name)}: {output.Trust.Verdict.Sentence}");
            if (output.Trust.NearWhole?.Sentence is { } near)
            {
                Line(target, $"{near}");
            }

            if (explanation.Rounds.Count > 0)
            {
                Line(target, $"{explanation.Rounds[^1].NextPointInWords(place)}");
            }

            WriteInteractions(explanation, output.Interactions, target, most);
        }
    }

    private static void WriteInteractions(
        Explanation explanation,
        InteractionValues values,
        TextWriter target,
        int most
    )
    {
        Line(target, $"{values.Index.ToName(), 12} {"+-", 10} {"sign", 6}  parts");
        foreach (Interaction interaction in values.Top(most))
        {
            string error = interaction.StandardError is double e
                ? string.Create(CultureInfo.InvariantCulture, $"{e:G3}")
                : "?";
            // Rounded down, so that 100 % means certain.
            string sign = interaction.SignProbability is double p
                ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * p):0} %")
                : "?";
            Line(
                target,
                $"{interaction.Strength, 12:G5} {error, 10} {sign, 6}  {Names(explanation, interaction.Parts)}"
            );
        }
    }

    private static string Names(Explanation explanation, PartSet parts)
    {
        var names = new StringBuilder();
        foreach (int part in parts.Parts)
        {
            names.Append(names.Length == 0 ? "" : " + ");
            names.Append(Shorten(Printable(explanation.Parts[part].Text).Trim()));
            names.Append(CultureInfo.InvariantCulture, $" [{part}]");
        }

        return names.ToString();
    }

    private static string Shorten(string text) =>
        text.Length <= LongestPart ? text
        : char.IsHighSurrogate(text[LongestPart - 2]) ? $"{text.AsSpan(0, LongestPart - 2)}…"
        : $"{text.AsSpan(0, LongestPart - 1)}…";

    /// <summary>Parts come from anywhere: a control character must not steer the terminal.</summary>
    private static string Printable(string text) =>
        string.Create(
            text.Length,
            text,
            static (target, source) =>
            {
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = char.IsControl(source[i]) ? ' ' : source[i];
                }
            }
        );

    private static void Line(TextWriter target, FormattableString line)
    {
        target.Write(HarmlessText.Of(line.ToString(CultureInfo.InvariantCulture)));
        target.Write('\n');
    }
}
