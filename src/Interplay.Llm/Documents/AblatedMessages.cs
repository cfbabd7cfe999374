using System.Runtime.CompilerServices;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Documents;

/// <summary>
/// The messages of a chat client with documents taken away, and what scores them: so many at a time, each given as soon as it is there. Messages of
/// a client may hold more than a <see cref="Lenses.Prompts.Messages.Prompt"/> can (images, results of functions), and they go out as they are.
/// </summary>
internal sealed class AblatedMessages(
    ILens<IReadOnlyList<ChatMessage>> lens,
    IReadOnlyList<string> outputs,
    string scorer,
    Func<IReadOnlyList<ChatMessage>, CancellationToken, ValueTask<PromptScore>> score,
    int concurrency
) : IRowValueFunction
{
    /// <inheritdoc/>
    public int PartCount => lens.Parts.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs => outputs;

    /// <inheritdoc/>
    public string Fingerprint { get; } =
        Interplay.Fingerprint.Of("interplay-prompt/1", lens.Fingerprint, scorer);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        var running = new List<Task<EvaluatedRow>>();
        Task<EvaluatedRow>? failed = null;
        int next = 0;
        while (true)
        {
            while (failed is null && next < masks.RowCount && running.Count < concurrency)
            {
                running.Add(ScoreAsync(masks, next++, cancellationToken));
            }

            if (running.Count == 0)
            {
                break;
            }

            Task<EvaluatedRow> done = await Task.WhenAny(running);
            running.Remove(done);
            if (done.IsCompletedSuccessfully)
            {
                yield return [await done];
            }
            else
            {
                failed ??= done;
            }
        }

        if (failed is not null)
        {
            await failed;
        }
    }

    private async Task<EvaluatedRow> ScoreAsync(
        MaskMatrix masks,
        int row,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        PromptScore found = await score(lens.Ablate(masks.GetMask(row)), cancellationToken);
        return new EvaluatedRow(row, found.Values, found.Cost);
    }
}
