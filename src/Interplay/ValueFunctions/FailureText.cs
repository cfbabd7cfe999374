using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>The failure of a value function in two sentences: what was found, and what to do.</summary>
internal static class FailureText
{
    private const int MostParts = 32;
    private const int MostCharacters = 400;
    private const string Again = "The same run again asks only for the others.";

    /// <summary>A value function that failed.</summary>
    /// <param name="cause">What it threw; what an error of ours says after its first sentence is what helps.</param>
    /// <param name="mask">The first mask without a value.</param>
    /// <param name="kept">How many ablations are kept.</param>
    /// <param name="all">How many were wanted.</param>
    public static string Of(Exception cause, Mask mask, int kept, int all)
    {
        string message = cause.Message.Trim();
        int end = cause is InterplayException ? EndOfFirst(message) : message.Length;
        string found = Cut(message[..end].TrimEnd('.'));
        string help = message[end..].Trim();
        return $"{found}, at {Where(mask)}; {kept} of {all} ablations are kept. {(help.Length == 0 ? Again : help)}";
    }

    /// <summary>A value that is no number.</summary>
    /// <param name="found">The output and its value.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="kept">How many ablations are kept.</param>
    /// <param name="all">How many were wanted.</param>
    public static string NotFinite(string found, Mask mask, int kept, int all) =>
        $"The value function must give finite numbers and gave {found} at {Where(mask)}; {kept} of {all} ablations are kept. {Again}";

    /// <summary>A number that cannot be what it is said to be.</summary>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="kept">How many ablations are kept.</param>
    /// <param name="all">How many were wanted.</param>
    public static string Impossible(string fault, Mask mask, int kept, int all) =>
        $"The value function gave a value that cannot be: {fault}, at {Where(mask)}; {kept} of {all} ablations are kept. {Again}";

    private static string Where(Mask mask)
    {
        string text = mask.ToString();
        return (
                text.Length <= MostParts
                    ? $"mask {text}"
                    : $"mask {text.AsSpan(0, MostParts)}... of {text.Length} parts"
            )
            + (
                mask.KeptCount == 0 ? " (all parts taken away)"
                : mask.KeptCount == mask.PartCount ? " (all parts kept)"
                : ""
            );
    }

    /// <summary>Where the first sentence ends: at a full stop before a space and a capital letter.</summary>
    private static int EndOfFirst(string message)
    {
        for (int i = 0; i + 2 < message.Length; i++)
        {
            if (message[i] == '.' && message[i + 1] == ' ' && char.IsUpper(message[i + 2]))
            {
                return i + 1;
            }
        }

        return message.Length;
    }

    private static string Cut(string text) =>
        text.Length <= MostCharacters ? text : $"{text.AsSpan(0, MostCharacters)}...";
}
