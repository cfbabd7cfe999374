using System.Globalization;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>Masks that are learned from judge nothing, wherever else they stand: rows of them among the held-out ones are left out, and that is said.</summary>
internal static class SeenMasks
{
    /// <summary>The held-out rows whose masks are not learned from.</summary>
    /// <param name="heldOut">Rows that are to judge; null for none.</param>
    /// <param name="learned">Rows that are learned from.</param>
    /// <returns>Those that were never seen, null where none is left; and what is to be said of the others.</returns>
    public static (Ablations? HeldOut, string[] Notes) Without(
        Ablations? heldOut,
        Ablations learned
    )
    {
        if (heldOut is null || heldOut.Masks.PartCount != learned.Masks.PartCount)
        {
            return (heldOut, []);
        }

        var index = MaskIndex.Over(learned.Masks);
        int rows = heldOut.Masks.RowCount;
        int[] unseen =
        [
            .. Enumerable.Range(0, rows).Where(row => index.Find(heldOut.Masks.Row(row)) < 0),
        ];
        if (unseen.Length == rows)
        {
            return (heldOut, []);
        }

        string[] notes =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows - unseen.Length} of {rows} test rows have masks that are learned from: they do not count as held out{(unseen.Length == 0 ? ", and no other is there" : "")}."
            ),
        ];
        if (unseen.Length == 0)
        {
            return (null, notes);
        }

        int outputs = heldOut.Outputs.Count;
        var values = new double[unseen.Length * outputs];
        for (int i = 0; i < unseen.Length; i++)
        {
            heldOut
                .Values.Span.Slice(unseen[i] * outputs, outputs)
                .CopyTo(values.AsSpan(i * outputs));
        }

        return (heldOut with { Masks = heldOut.Masks.Select(unseen), Values = values }, notes);
    }
}
