namespace Interplay.Lenses.Text;

/// <summary>What stands in the place of a part that is not kept.</summary>
public enum TextAblation
{
    /// <summary>Nothing. The white space on its two sides closes up to the stronger of the two.</summary>
    Remove,

    /// <summary>One mask token for each word of the part, so that the model still sees how long the text was.</summary>
    MaskToken,

    /// <summary>One fixed text for the whole part.</summary>
    Replace,
}
