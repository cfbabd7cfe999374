namespace Interplay.Onnx.Causal;

/// <summary>How probable a token is at its place, given every token before it.</summary>
/// <param name="Token">Its id.</param>
/// <param name="LogProbability">Natural logarithm of its probability, at most 0; never changed by temperature or top-p.</param>
/// <param name="Rank">1 for the most probable token, 2 for the next; tokens of equal probability share a rank.</param>
/// <param name="Alternatives">The most probable tokens of the place, this one among them if it is one; as many as were asked for, most probable first, equal ones by id.</param>
public sealed record TokenScore(
    int Token,
    double LogProbability,
    int Rank,
    IReadOnlyList<TokenAlternative> Alternatives
);
