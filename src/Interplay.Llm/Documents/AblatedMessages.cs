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
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => EvaluateRowsAsync(masks, RowClaims.All, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(claims);
        return RowWorkers.RunAsync(
            Enumerable.Range(0, masks.RowCount),
            concurrency,
            claims.IsTakenAsync,
            (row, stop) => ScoreAsync(row, masks.GetMask(row), stop),
            cancellationToken
        );
    }

    private async ValueTask<IReadOnlyList<EvaluatedRow>> ScoreAsync(
        int row,
        Mask mask,
        CancellationToken cancellationToken
    )
    {
        PromptScore found = await score(lens.Ablate(mask), cancellationToken);
        return [new EvaluatedRow(row, found.Values, found.Cost)];
    }
}
