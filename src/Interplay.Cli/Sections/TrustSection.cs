using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>How far to trust the explanation.</summary>
internal static class TrustSection
{
    public static void Print(Screen screen, TrustBlock trust)
    {
        screen.Paragraph("Trust: ", trust.Verdict.Sentence, style: Tone(trust.Verdict.Kind));
        string near = trust.NearWhole is { } measured ? $" {measured.Sentence}" : "";
        // Without held-out masks the verdict itself has said all there is.
        if (trust.HeldOutR2 is Interval heldOut)
        {
            string crossValidated = trust.CrossValidatedR2 is Interval r2
                ? $" Cross-validation on those it learned from: R2 {Figures.R2(r2.Estimate)}."
                : "";
            screen.Paragraph(
                "",
                $"On {trust.HeldOutCount} combinations that it never saw, it predicts {Figures.Percent(Math.Max(0, heldOut.Estimate))} of how the output varies (R2 {Figures.R2(heldOut.Estimate)}).{crossValidated}{near}",
                indent: 2
            );
        }
        else if (near.Length > 0)
        {
            screen.Paragraph("", near.TrimStart(), indent: 2);
        }
    }

    /// <summary>How well the order of the outputs is predicted, from single parts and with interactions.</summary>
    public static void PrintRanks(Screen screen, DatamodelScore? score)
    {
        if (score is not null)
        {
            screen.Paragraph("", score.ToString(), indent: 2);
        }
    }

    /// <summary>Of many outputs the one that is trusted least, and how many are worse than enough.</summary>
    public static void PrintLeast(Screen screen, IReadOnlyList<ExplainedOutput> outputs)
    {
        ExplainedOutput[] doubtful =
        [
            .. outputs
                .Where(static output =>
                    output.Trust.Verdict.Kind is not (VerdictKind.Enough or VerdictKind.Complete)
                )
                .OrderBy(static output =>
                    (output.Trust.HeldOutR2 ?? output.Trust.CrossValidatedR2)?.Estimate
                    ?? double.NegativeInfinity
                ),
        ];
        if (doubtful.Length == 0)
        {
            Print(screen, outputs[0].Trust);
            screen.Paragraph(
                "",
                $"The same verdict holds for all {outputs.Count} outputs.",
                indent: 2
            );
            return;
        }

        screen.Paragraph(
            "Trust: ",
            $"{doubtful.Length} of {outputs.Count} outputs are not explained well enough; the least, {OutputsSection.NameOf(doubtful[0])}: {doubtful[0].Trust.Verdict.Sentence}",
            style: Tone(doubtful[0].Trust.Verdict.Kind)
        );
        if (doubtful[0].Trust.NearWhole?.Sentence is { } near)
        {
            screen.Paragraph("", near, indent: 2);
        }
    }

    private static Style Tone(VerdictKind kind) =>
        kind switch
        {
            VerdictKind.Enough or VerdictKind.Complete => new Style(Color.Green),
            VerdictKind.NotSparse => new Style(Color.Red),
            _ => new Style(Color.Olive),
        };
}
