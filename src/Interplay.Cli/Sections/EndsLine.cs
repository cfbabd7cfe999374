using Interplay.Cli.Terminal;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>What the model gives with all parts and without any, as a clause: measured where that was asked, otherwise predicted and called so.</summary>
internal static class EndsLine
{
    /// <param name="explanation">The explanation.</param>
    /// <param name="output">The output.</param>
    /// <param name="all">What is there when all parts are kept: "with all parts".</param>
    /// <param name="none">What is there when none is: "without any".</param>
    public static string Of(
        Explanation explanation,
        ExplainedOutput output,
        string all,
        string none
    )
    {
        int parts = output.Spectrum.PartCount;
        string whole = End(output.Ends?.All, Mask.Full(parts), all);
        string empty = End(output.Ends?.None, Mask.Empty(parts), none);
        return $"{whole}, {empty}, {Figures.Signed(explanation.EffectsOf(output).Constant)} on average {MaskWords.Averages(explanation.KeptShare)}.";

        string End(double? measured, Mask mask, string words) =>
            $"{Figures.Signed(measured ?? output.Spectrum.Evaluate(mask.Words))} {words}{(measured is null ? " (as predicted)" : "")}";
    }
}
