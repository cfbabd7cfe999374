using Interplay.Masks;

namespace Interplay.Recovery.Blend;

/// <summary>One of the recoveries that are blended, for one output.</summary>
/// <param name="Name">What notes call it.</param>
/// <param name="Centre">Its weight before the values are seen, relative to the others'.</param>
/// <param name="OutOfFold">For each mask what it predicts without having seen its value.</param>
/// <param name="Terms">Its spectrum from all masks, in the unit of the standardised values, the constant among the terms.</param>
internal sealed record BlendMember(
    string Name,
    double Centre,
    double[] OutOfFold,
    Func<CancellationToken, IEnumerable<(PartSet Parts, double Coefficient)>> Terms
);
