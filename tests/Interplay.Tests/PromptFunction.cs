using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;
using Interplay.Tests.Lenses.Prompts;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

/// <summary>A reader of prompts as a value function; remembers what it was asked.</summary>
internal sealed class PromptFunction(PromptLens lens, Func<Prompt, double> read, List<string> asked)
    : IValueFunction
{
    public int PartCount => lens.Parts.Count;

    public IReadOnlyList<string> Outputs => ["answer"];

    public string Fingerprint => Interplay.Fingerprint.Of("reader", lens.Fingerprint);

    public ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        for (int row = 0; row < masks.RowCount; row++)
        {
            Prompt prompt = lens.Ablate(masks.GetMask(row));
            asked.Add($"{lens.Fingerprint} {ChatFiles.Sent(prompt)}");
            values.Span[row] = read(prompt);
        }

        return ValueTask.CompletedTask;
    }
}
