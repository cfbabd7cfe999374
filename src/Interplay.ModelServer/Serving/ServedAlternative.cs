namespace Interplay.ModelServer.Serving;

/// <summary>A token that could stand at a place.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="LogProbability">Natural logarithm of its probability there.</param>
internal readonly record struct ServedAlternative(
    int Id,
    ReadOnlyMemory<byte> Bytes,
    double LogProbability
);
