using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Lenses.Prompts;

/// <summary>Finds few-shot examples: a user message before the last one, with all that follows it up to the next, the assistant's answer among it.</summary>
internal static class FewShot
{
    /// <summary>For each message the example it belongs to, from 0; -1 for none.</summary>
    public static int[] Of(IReadOnlyList<PromptMessage> messages)
    {
        var examples = new int[messages.Count];
        Array.Fill(examples, -1);
        int[] users =
        [
            .. Enumerable.Range(0, messages.Count).Where(i => messages[i].Role == "user"),
        ];
        int number = 0;
        for (int i = 0; i + 1 < users.Length; i++)
        {
            IEnumerable<int> turn = Enumerable
                .Range(users[i], users[i + 1] - users[i])
                .Where(message => messages[message].Role is not ("system" or "developer"));
            if (turn.Any(message => messages[message].Role == "assistant"))
            {
                foreach (int message in turn)
                {
                    examples[message] = number;
                }

                number++;
            }
        }

        return examples;
    }
}
