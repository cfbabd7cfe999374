namespace Interplay.Interactions.Trust;

/// <summary>The price of the next 0.01 of R2, read off the learning curve of the rounds so far.</summary>
/// <param name="Ablations">About how many more ablations raise R2 by 0.01, to two digits; null when beyond <see cref="MostGrowth"/> times those spent.</param>
/// <param name="Low">Lower end of a range that held the real price nine times in ten on the project's tables; null when beyond that as well.</param>
/// <param name="High">Upper end; null when beyond that.</param>
public sealed record PointPrice(int? Ablations, int? Low, int? High)
{
    /// <summary>Prices beyond this multiple of the ablations learned from are not stated: no curve reaches that far.</summary>
    public const double MostGrowth = 16;
}
