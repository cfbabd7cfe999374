using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Journal;

/// <summary>What a journal holds, in words.</summary>
internal static class JournalText
{
    private const int Digits = 12;

    public static void PrintList(
        string location,
        IReadOnlyList<JournalSummary> all,
        TextWriter target
    )
    {
        target.WriteLine(
            $"{location}: {all.Count} value functions, {all.Sum(static s => s.Ablations)} ablations, {all.Sum(static s => s.Calls)} calls, {all.Sum(static s => s.InputTokens)} tokens read and {all.Sum(static s => s.OutputTokens)} written."
        );
        if (all.Count == 0)
        {
            return;
        }

        string[][] rows =
        [
            ["fingerprint", "ablations", "parts", "outputs", "calls", "last", "description"],
            .. all.Select(static s =>
                new[]
                {
                    s.Subject.Fingerprint[..Math.Min(Digits, s.Subject.Fingerprint.Length)],
                    s.Ablations.ToString(CultureInfo.InvariantCulture),
                    s.Subject.PartCount.ToString(CultureInfo.InvariantCulture),
                    s.Subject.Outputs.Count.ToString(CultureInfo.InvariantCulture),
                    s.Calls.ToString(CultureInfo.InvariantCulture),
                    Time(s.Last),
                    Line(s.Description),
                }
            ),
        ];
        foreach (
            string line in AlignedText.Align(
                rows,
                [
                    .. Enumerable
                        .Range(0, rows[0].Length)
                        .Select(static column =>
                            (Func<string[], string>)(row => row[column] + " ")
                        ),
                ],
                rightAligned: 1
            )
        )
        {
            target.WriteLine(line.TrimEnd());
        }
    }

    public static void Print(JournalSummary summary, TextWriter target)
    {
        target.WriteLine($"fingerprint  {summary.Subject.Fingerprint}");
        if (summary.Description is not null)
        {
            target.WriteLine($"description  {Line(summary.Description)}");
        }

        target.WriteLine($"parts        {summary.Subject.PartCount}");
        target.WriteLine(
            $"ablations    {summary.Ablations}{(summary.Repeats == 0 ? "" : $", and {summary.Repeats} repeats of them")}{(summary.Unchecked == 0 ? "" : $"; {summary.Unchecked} values unchecked, from a version without checksums")}"
        );
        target.WriteLine(
            $"cost         {summary.Calls} calls, {summary.InputTokens} tokens read, {summary.OutputTokens} written, {Figures.Seconds(summary.Duration.TotalSeconds)} of waiting in sum"
        );
        target.WriteLine(
            $"written      {Time(summary.First)} to {Time(summary.Last)}, by version {summary.ToolVersion}"
        );
        target.WriteLine(
            summary.Disagreements == 0
                ? "repeats      none with other values"
                : $"repeats      {summary.Disagreements} with other values than the first, which were kept: the model is not deterministic"
        );
        target.WriteLine($"outputs      {summary.Subject.Outputs.Count}");
        foreach (string output in summary.Subject.Outputs)
        {
            target.WriteLine($"  {Line(output)}");
        }
    }

    private static string Time(DateTimeOffset? time) =>
        time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A journal comes from anywhere: nothing in it may steer the terminal.</summary>
    private static string Line(string? text) =>
        new([.. (text ?? "").Select(static c => char.IsControl(c) ? ' ' : c)]);
}
