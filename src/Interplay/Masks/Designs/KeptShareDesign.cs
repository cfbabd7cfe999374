namespace Interplay.Masks.Designs;

/// <summary>
/// Independent masks that keep each part with a given probability: subsets of a size of choice, as the retrainings of the datamodels papers have
/// (Ilyas et al., 2022). Fourier terms are not orthonormal under them, so that only methods that fit by regression can learn from them.
/// </summary>
public sealed class KeptShareDesign : MaskDesign
{
    /// <summary>So many repeats in a row mean that hardly any mask is left that such draws give.</summary>
    private const int MostRepeats = 10_000;

    /// <summary>Creates the design.</summary>
    /// <param name="share">Probability that a part is kept, above 0 and below 1.</param>
    /// <exception cref="InterplayException"><c>kept-share-out-of-range</c>.</exception>
    public KeptShareDesign(double share) =>
        Share = share is > 0 and < 1
            ? share
            : throw new InterplayException(
                ErrorKind.Request,
                "kept-share-out-of-range",
                $"The share of parts that is kept must be above 0 and below 1; found {share.ToString(System.Globalization.CultureInfo.InvariantCulture)}."
            );

    /// <summary>Probability that a part is kept.</summary>
    public double Share { get; }

    /// <inheritdoc/>
    public override string Name => "kept-share";

    /// <inheritdoc/>
    public override bool HasPrefixes => true;

    /// <summary>Draws distinct masks, none of them in <paramref name="taken"/>.</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="count">Number of masks.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="taken">Masks that were already asked for; the new ones are added to it.</param>
    /// <exception cref="InterplayException"><c>masks-exhausted</c>: draws of this share give hardly any new mask.</exception>
    public MaskMatrix Draw(int partCount, int count, SeededRandom random, MaskIndex taken)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(taken);
        return MaskMatrix.Create(
            count,
            partCount,
            (_, words) =>
            {
                bool isNew;
                int repeats = 0;
                do
                {
                    words.Clear();
                    for (int part = 0; part < partCount; part++)
                    {
                        words[part >> 6] |= random.NextDouble() < Share ? 1UL << (part & 63) : 0;
                    }

                    taken.Add(words, out isNew);
                    if (!isNew && ++repeats > MostRepeats)
                    {
                        throw Exhausted(partCount, taken.Count);
                    }
                } while (!isNew);
            }
        );
    }

    private InterplayException Exhausted(int partCount, int found) =>
        new(
            ErrorKind.Budget,
            "masks-exhausted",
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Masks that keep {partCount} parts with probability {Share} repeat: {found} different ones were found. Lower the budget, or keep a share nearer to one half."
            )
        );
}
