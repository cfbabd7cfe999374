using System.Runtime.InteropServices;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Findings;

/// <summary>Training rows with the same features: copies, or contradictions where their targets differ.</summary>
public static class EqualRows
{
    /// <summary>The parts of one row each that have all features in common, in the order of their first part; targets may differ.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="lens">The parts; those of several rows are not compared.</param>
    public static IReadOnlyList<PartSet> Of(TrainingData rows, DataLens lens)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(lens);
        return
        [
            .. Enumerable
                .Range(0, lens.Parts.Count)
                .Where(part => lens.RowsOf(part).Count == 1)
                .GroupBy(
                    part =>
                        Convert.ToBase64String(
                            MemoryMarshal.AsBytes(rows.Row(lens.RowsOf(part)[0]))
                        ),
                    StringComparer.Ordinal
                )
                .Where(static group => group.Skip(1).Any())
                .Select(static group => PartSet.Of([.. group])),
        ];
    }
}
