using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Answers;

/// <summary>
/// The model's own answer to the whole prompt. It is kept in the journal: servers do not always write the same answer again, and a run that
/// goes on must score the answer it began with.
/// </summary>
internal static class OwnAnswer
{
    private const string Output = "tokens written";

    public static async Task<string> FindAsync(
        EndpointClient client,
        EndpointCapabilities capabilities,
        Prompt prompt,
        int tokens,
        IJournal journal,
        CancellationToken cancellationToken
    )
    {
        string fingerprint = Fingerprint.Of([
            "own-answer/1",
            capabilities.Model,
            $"{tokens}",
            prompt.Tools ?? "",
            .. prompt.Messages.SelectMany(static message =>
                new[] { message.Role, message.Content }
            ),
        ]);
        if (await journal.DescriptionAsync(fingerprint, cancellationToken) is { Length: > 0 } kept)
        {
            return kept;
        }

        SampledContinuation written = await EndpointProbe.SampleAsync(
            client,
            capabilities,
            prompt,
            tokens,
            cancellationToken
        );
        await journal.BeginAsync(new JournalSubject(fingerprint, 1, [Output]), cancellationToken);
        await journal.DescribeAsync(fingerprint, written.Text, cancellationToken);
        // A subject is stored with its first ablation: the whole prompt, and how many tokens were written for it.
        await journal.AppendAsync(
            fingerprint,
            MaskMatrix.From([Mask.Full(1)]),
            new double[] { written.Tokens.Count },
            new[] { written.Cost },
            CancellationToken.None
        );
        return written.Text;
    }
}
