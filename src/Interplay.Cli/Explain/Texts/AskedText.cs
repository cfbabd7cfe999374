using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Texts;

/// <summary>A text, what a model is asked about it, and what its numbers are.</summary>
/// <param name="Function">What is explained.</param>
/// <param name="Lens">The text as the model can read it ablated.</param>
/// <param name="Readout">What the numbers are; null where they are no log-odds.</param>
/// <param name="Notes">What the report says of it beyond the run's own notes.</param>
internal sealed record AskedText(
    IValueFunction Function,
    TextLens Lens,
    Readout? Readout,
    IReadOnlyList<string> Notes
)
{
    /// <summary>An explanation of it with its readout, its notes, and what the model gives for the whole text where the run ended before that was asked.</summary>
    public async Task<Explanation> CompletedAsync(Explanation explanation)
    {
        double[]? whole = explanation.Outputs.All(static output => output.Ends?.All is not null)
            ? null
            : await WholeAsync();
        return explanation with
        {
            Outputs = whole is null
                ? explanation.Outputs
                :
                [
                    .. explanation.Outputs.Select(
                        (output, i) =>
                            output with
                            {
                                Ends = new MeasuredEnds(whole[i], output.Ends?.None),
                            }
                    ),
                ],
            Readout = Readout,
            Notes = [.. explanation.Notes, .. Notes],
        };
    }

    private async Task<double[]> WholeAsync()
    {
        var values = new double[Function.Outputs.Count];
        await Function.EvaluateAsync(
            MaskMatrix.From([Mask.Full(Function.PartCount)]),
            values,
            CancellationToken.None
        );
        return values;
    }
}
