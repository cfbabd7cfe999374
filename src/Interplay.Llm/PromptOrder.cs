namespace Interplay.Llm;

/// <summary>The order in which prompts are asked.</summary>
internal static class PromptOrder
{
    /// <summary>Sorts prompts by their text, so that each follows the one it shares the longest beginning with: the order with the greatest sum of shared beginnings.</summary>
    public static void Sort(List<RenderedPrompt> prompts) =>
        prompts.Sort(static (left, right) => string.CompareOrdinal(left.Text, right.Text));

    /// <summary>The share of all characters that a prompt has in common with the beginning of the one before it.</summary>
    public static double SharedShare(IReadOnlyList<RenderedPrompt> prompts)
    {
        long shared = 0;
        long all = 0;
        for (int i = 0; i < prompts.Count; i++)
        {
            all += prompts[i].Text.Length;
            shared +=
                i == 0
                    ? 0
                    : prompts[i].Text.AsSpan().CommonPrefixLength(prompts[i - 1].Text.AsSpan());
        }

        return all == 0 ? 0 : (double)shared / all;
    }
}
