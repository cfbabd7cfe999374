using Interplay.Masks;

namespace Interplay.Onnx.Mechanistic.Rewriting;

/// <summary>A value of the graph that masks multiply, cut into columns: heads, neurons, or one for all of it.</summary>
/// <param name="Value">The value's name.</param>
/// <param name="At">Place of the node that gives it.</param>
/// <param name="Layout">Where the columns lie.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Width">Numbers of one column in the last dimension.</param>
/// <param name="Parts">Which parts take a column out when they are removed, each with the token at which it does, null for all; empty for a column that always stays.</param>
internal sealed record MaskSite(
    string Value,
    int At,
    SiteLayout Layout,
    int Columns,
    int Width,
    (int Part, int? Token)[][] Parts
)
{
    /// <summary>Whether a mask says something else of each token.</summary>
    public bool IsByToken { get; } =
        Array.Exists(
            Parts,
            static parts => Array.Exists(parts, static part => part.Token is not null)
        );

    /// <summary>Columns that can be removed.</summary>
    public int Removable { get; } = Parts.Count(static parts => parts.Length > 0);

    /// <summary>The dimension of the value that is the tokens.</summary>
    public int TokenAxis => Layout == SiteLayout.Second ? 2 : 1;

    /// <summary>Number of dimensions the value must have.</summary>
    public int Rank => Layout == SiteLayout.Second ? 4 : 3;

    /// <summary>Dimensions of the mask of so many rows of a prompt of so many tokens.</summary>
    public long[] MaskShape(int rows, int tokens)
    {
        int each = IsByToken ? tokens : 1;
        return Layout switch
        {
            SiteLayout.Second => [rows, Columns, each, 1],
            SiteLayout.InBatch => [(long)rows * Columns, each, 1],
            SiteLayout.Last => [rows, each, (long)Columns * Width],
            _ => [rows, each, 1],
        };
    }

    /// <summary>Elements of the mask of one row.</summary>
    public int MaskWidth(int tokens) =>
        (Layout == SiteLayout.Last ? Columns * Width : Columns) * (IsByToken ? tokens : 1);

    /// <summary>Whether a mask removes a column of this site.</summary>
    public bool Removes(MaskMatrix masks, int row) =>
        Array.Exists(Parts, parts => Array.Exists(parts, part => !masks[row, part.Part]));

    /// <summary>What kept columns are multiplied by so that their sum keeps its size: their number divided by the number kept. 1 for a site of one column.</summary>
    public float Scale(MaskMatrix masks, int row)
    {
        int removed = Parts.Count(parts => IsRemoved(parts, 0, masks, row));
        return Layout == SiteLayout.Whole || removed == Removable
            ? 1
            : (float)Removable / (Removable - removed);
    }

    /// <summary>The mask of one row.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="target">Receives <see cref="MaskWidth"/> elements.</param>
    /// <param name="kept">What stands for a kept column.</param>
    /// <param name="removed">What stands for a removed one.</param>
    /// <param name="untouched">What stands for a column that no part removes.</param>
    public void Fill<T>(MaskMatrix masks, int row, Span<T> target, T kept, T removed, T untouched)
    {
        int width = Layout == SiteLayout.Last ? Width : 1;
        int tokens = target.Length / (Columns * width);
        for (int column = 0; column < Columns; column++)
        {
            for (int token = 0; token < tokens; token++)
            {
                int cell =
                    Layout == SiteLayout.Last ? token * Columns + column : column * tokens + token;
                target
                    .Slice(cell * width, width)
                    .Fill(
                        Parts[column].Length == 0 ? untouched
                        : IsRemoved(Parts[column], token, masks, row) ? removed
                        : kept
                    );
            }
        }
    }

    /// <summary>Checks that the value of one prompt has the dimensions that the layout says.</summary>
    /// <exception cref="InterplayException"><c>component-value-mismatch</c>.</exception>
    public void Check(HostTensor value)
    {
        long[] shape = value.Shape;
        bool fits =
            shape.Length == Rank
            && Layout switch
            {
                SiteLayout.Second => shape[0] == 1 && shape[1] == Columns,
                SiteLayout.InBatch => shape[0] == Columns,
                SiteLayout.Last => shape[0] == 1 && shape[2] == (long)Columns * Width,
                _ => shape[0] == 1,
            };
        if (!fits)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "component-value-mismatch",
                $"'{Value}' has the shape [{string.Join(", ", shape)}] for one prompt; expected {Columns} columns as {Layout switch
                {
                    SiteLayout.Second => $"[1, {Columns}, tokens, width]",
                    SiteLayout.InBatch => $"[{Columns}, tokens, width]",
                    SiteLayout.Last => $"[1, tokens, {(long)Columns * Width}]",
                    _ => "[1, tokens, width]",
                }}. Name the components in a file (docs/circuits.md)."
            );
        }
    }

    private static bool IsRemoved(
        (int Part, int? Token)[] parts,
        int token,
        MaskMatrix masks,
        int row
    )
    {
        foreach ((int part, int? at) in parts)
        {
            if ((at is null || at == token) && !masks[row, part])
            {
                return true;
            }
        }

        return false;
    }
}
