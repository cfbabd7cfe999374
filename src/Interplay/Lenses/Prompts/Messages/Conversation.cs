namespace Interplay.Lenses.Prompts.Messages;

/// <summary>
/// Drops messages that ablation emptied, as far as the conversation stays one that chat templates take:
/// <list type="bullet">
/// <item>a call of tools and its replies go together, once all of them are empty;</item>
/// <item>where user and assistant took turns they still do: of an odd run of emptied turns the first stays, with empty content;</item>
/// <item>one user message stays, with empty content, where there was one.</item>
/// </list>
/// </summary>
internal static class Conversation
{
    /// <summary>The messages that stay.</summary>
    /// <param name="original">The messages as they were.</param>
    /// <param name="ablated">They with their parts taken away, in the same order.</param>
    public static List<PromptMessage> Keep(
        IReadOnlyList<PromptMessage> original,
        PromptMessage[] ablated
    )
    {
        var isDropped = new bool[ablated.Length];
        for (int i = 0; i < ablated.Length; i++)
        {
            isDropped[i] = IsEmptied(original[i], ablated[i]);
        }

        KeepCallsWithReplies(original, ablated, isDropped);
        KeepTurns(original, isDropped);
        KeepOneUser(original, isDropped);
        return [.. ablated.Where((_, i) => !isDropped[i])];
    }

    private static bool IsEmptied(PromptMessage original, PromptMessage ablated) =>
        string.IsNullOrWhiteSpace(ablated.Content) && !string.IsNullOrWhiteSpace(original.Content);

    private static void KeepCallsWithReplies(
        IReadOnlyList<PromptMessage> original,
        PromptMessage[] ablated,
        bool[] isDropped
    )
    {
        for (int start = 0; start < ablated.Length; )
        {
            int end = start + 1;
            bool isChain = original[start].ToolCalls is not null || IsReply(original[start]);
            while (isChain && end < ablated.Length && IsReply(original[end]))
            {
                end++;
            }

            if (isChain)
            {
                bool isEmptied = isDropped.AsSpan(start, end - start).Contains(true);
                bool isBlank = ablated
                    .AsSpan(start, end - start)
                    .ToArray()
                    .All(static message => string.IsNullOrWhiteSpace(message.Content));
                Array.Fill(isDropped, isEmptied && isBlank, start, end - start);
            }

            start = end;
        }
    }

    private static bool IsReply(PromptMessage message) => message.Role is "tool" or "function";

    private static void KeepTurns(IReadOnlyList<PromptMessage> original, bool[] isDropped)
    {
        int[] turns =
        [
            .. Enumerable
                .Range(0, original.Count)
                .Where(i =>
                    original[i].Role is "user" or "assistant" && original[i].ToolCalls is null
                ),
        ];
        for (int turn = 1; turn < turns.Length; turn++)
        {
            if (original[turns[turn]].Role == original[turns[turn - 1]].Role)
            {
                return;
            }
        }

        for (int start = 0; start < turns.Length; )
        {
            int end = start;
            while (end < turns.Length && isDropped[turns[end]])
            {
                end++;
            }

            if ((end - start) % 2 == 1)
            {
                isDropped[turns[start]] = false;
            }

            start = end + 1;
        }
    }

    private static void KeepOneUser(IReadOnlyList<PromptMessage> original, bool[] isDropped)
    {
        int last = -1;
        for (int i = 0; i < isDropped.Length; i++)
        {
            if (original[i].Role == "user")
            {
                if (!isDropped[i])
                {
                    return;
                }

                last = i;
            }
        }

        if (last >= 0)
        {
            isDropped[last] = false;
        }
    }
}
