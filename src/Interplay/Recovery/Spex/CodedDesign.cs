using Interplay.Masks;
using Interplay.Recovery.Codes;

namespace Interplay.Recovery.Spex;

/// <summary>
/// The masks of SPEX: random subsampling groups, each shifted by delays that spell the parity bits of a BCH code (Kang et al., 2025, section 4),
/// then uniform masks that use up the budget. Groups share their delays, so their common masks are asked once.
/// </summary>
internal sealed class CodedDesign : MaskDesign
{
    internal CodedDesign(BchCode code, IReadOnlyList<CodedGroup> groups, int codedRows)
    {
        Code = code;
        Groups = groups;
        CodedRows = codedRows;
    }

    /// <inheritdoc/>
    public override string Name => "coded";

    /// <summary>Number of bins of each group.</summary>
    public IReadOnlyList<int> Bins => [.. Groups.Select(group => group.BinCount)];

    /// <summary>Highest order that can be decoded.</summary>
    public int MaxOrder => Code.Tolerance;

    internal BchCode Code { get; }

    internal IReadOnlyList<CodedGroup> Groups { get; }

    /// <summary>Distinct masks of all groups; they come first in the plan.</summary>
    internal int CodedRows { get; }

    /// <summary>The zero delay and one a parity bit.</summary>
    internal int Delays => Code.ParityLength + 1;

    /// <summary>The same design over a matrix that holds its masks at other rows.</summary>
    internal CodedDesign MovedTo(int[] newRows) =>
        new(
            Code,
            [
                .. Groups.Select(group =>
                    group with
                    {
                        Rows = Array.ConvertAll(group.Rows, row => newRows[row]),
                    }
                ),
            ],
            CodedRows
        );
}
