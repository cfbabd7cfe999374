namespace Interplay.Onnx.Tokens;

/// <summary>The tokens that frame one text, and the types that tell its tokens from those of another text.</summary>
/// <param name="Before">Tokens before the text.</param>
/// <param name="After">Tokens after it.</param>
internal sealed record TokenFrame(int[] Before, int[] After)
{
    /// <summary>A text alone.</summary>
    public static TokenFrame None { get; } = new([], []);

    /// <summary>Type of each token before the text; null for 0.</summary>
    public int[]? TypesBefore { get; init; }

    /// <summary>Type of each token after the text; null for 0.</summary>
    public int[]? TypesAfter { get; init; }

    /// <summary>Type of the tokens of the text.</summary>
    public int TypeOfText { get; init; }

    /// <summary>Number of tokens that frame a text.</summary>
    public int Length => Before.Length + After.Length;

    /// <summary>The type of the token at a place of a framed text of so many tokens.</summary>
    public int TypeAt(int place, int tokens)
    {
        int after = place - (tokens - After.Length);
        return place < Before.Length ? TypesBefore?[place] ?? 0
            : after >= 0 ? TypesAfter?[after] ?? 0
            : TypeOfText;
    }
}
