namespace Interplay.ModelServer.Serving;

/// <summary>A token as clients see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bytes">Its bytes, which need not be whole characters.</param>
/// <param name="LogProbability">Natural logarithm of its probability; null for the first token of a prompt, before which nothing stands.</param>
/// <param name="Rank">1 for the most probable; 0 where there is no probability.</param>
/// <param name="Alternatives">The most probable tokens of the place, most probable first.</param>
internal sealed record ServedToken(
    int Id,
    ReadOnlyMemory<byte> Bytes,
    double? LogProbability,
    int Rank,
    IReadOnlyList<ServedAlternative> Alternatives
);
