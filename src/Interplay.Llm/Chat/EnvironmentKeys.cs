using System.Collections;

namespace Interplay.Llm.Chat;

/// <summary>
/// Keeps keys out of messages: the values of environment variables whose names say that they are secret are replaced wherever they stand. The variables are
/// read at each call, since a failure is rare and keys may change.
/// </summary>
internal static class EnvironmentKeys
{
    /// <summary>Shorter values are too likely to be words.</summary>
    private const int Shortest = 8;

    private static readonly string[] Endings = ["_KEY", "_TOKEN", "_SECRET", "_PASSWORD"];

    /// <summary>Replaces every key in a text by <c>***</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="masked">The text without keys.</param>
    /// <returns>Whether there was one.</returns>
    public static bool Mask(string text, out string masked)
    {
        masked = text;
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (
                variable is { Key: string name, Value: string { Length: >= Shortest } value }
                && Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            )
            {
                masked = masked.Replace(value, "***", StringComparison.Ordinal);
            }
        }

        return !ReferenceEquals(masked, text) && masked != text;
    }
}
