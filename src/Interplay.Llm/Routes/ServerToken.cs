using System.Text;

namespace Interplay.Llm.Routes;

/// <summary>A token as a server shows it.</summary>
/// <param name="Text">Its text, as far as it is text.</param>
/// <param name="Bytes">Its bytes; null when the server shows replacement characters in their place.</param>
/// <param name="LogProbability">Its log-probability; NaN where there is none (the first token of all), negative infinity where a stand-in was in its place.</param>
internal readonly record struct ServerToken(string Text, byte[]? Bytes, double LogProbability)
{
    private const string BytesPrefix = "bytes:";
    private const char Replacement = '\uFFFD';

    /// <summary>Reads the text of a token: OpenAI's completions write bytes that are no text as <c>bytes:\xe2\x80</c>, others write U+FFFD.</summary>
    public static ServerToken FromText(string text, double logProbability)
    {
        if (
            text.StartsWith(BytesPrefix + "\\x", StringComparison.Ordinal)
            && (text.Length - BytesPrefix.Length) % 4 == 0
        )
        {
            try
            {
                string digits = text[BytesPrefix.Length..]
                    .Replace("\\x", "", StringComparison.Ordinal);
                return new(text, Convert.FromHexString(digits), logProbability);
            }
            catch (FormatException)
            {
                // A token whose text merely looks like that.
            }
        }

        return new(
            text,
            text.Contains(Replacement) ? null : Encoding.UTF8.GetBytes(text),
            logProbability
        );
    }

    /// <summary>Whether it is this text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => Bytes is { } bytes && text.SequenceEqual(bytes);
}
