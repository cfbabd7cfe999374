using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interplay.Llm;

/// <summary>
/// Names of the raw numbers that scorers give and journals keep: <c>token 0: "text"</c> for the tokens of a continuation, and
/// <c>log p: label</c> with <c>censored: label</c> for labels.
/// </summary>
public static class RawOutputs
{
    private const string TokenStart = "token ";
    private const string LogProbabilityStart = "log p: ";
    private const string CensoredStart = "censored: ";

    /// <summary>How far above zero the rounding of a server may bring a log-probability.</summary>
    internal const double MostLogProbability = 1e-4;

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Name of the log-probability of one token of the continuation.</summary>
    /// <param name="index">Its number in the continuation, from 0.</param>
    /// <param name="text">Its text; escaped as JSON, so that every name is one line.</param>
    public static string Token(int index, string text)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentNullException.ThrowIfNull(text);
        return string.Create(CultureInfo.InvariantCulture, $"{TokenStart}{index}: {Quote(text)}");
    }

    /// <summary>Name of the log-probability of a label; an upper bound of it where <see cref="LabelIsCensored"/> is 1.</summary>
    public static string LabelLogProbability(string label) => $"{LogProbabilityStart}{label}";

    /// <summary>Name of the number that is 1 where the model did not list the label, and 0 where it did.</summary>
    public static string LabelIsCensored(string label) => $"{CensoredStart}{label}";

    /// <summary>Name of the number that is 1 where a token's log-probability is an upper bound, and 0 where the model gave it.</summary>
    /// <param name="index">Its number in the continuation, from 0.</param>
    public static string TokenIsCensored(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return string.Create(CultureInfo.InvariantCulture, $"{CensoredStart}{TokenStart}{index}");
    }

    /// <summary>Reads a name that <see cref="Token"/> made.</summary>
    /// <param name="name">The name.</param>
    /// <param name="index">Number of the token.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Whether it is such a name.</returns>
    public static bool TryReadToken(
        string name,
        out int index,
        [NotNullWhen(true)] out string? text
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        index = -1;
        text = null;
        int colon = name.IndexOf(": ", StringComparison.Ordinal);
        return name.StartsWith(TokenStart, StringComparison.Ordinal)
            && colon > TokenStart.Length
            && int.TryParse(
                name.AsSpan(TokenStart.Length, colon - TokenStart.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out index
            )
            && TryUnquote(name[(colon + 2)..], out text);
    }

    /// <summary>Reads a name that <see cref="LabelLogProbability"/> made.</summary>
    /// <param name="name">The name.</param>
    /// <param name="label">The label.</param>
    /// <returns>Whether it is such a name.</returns>
    public static bool TryReadLabel(string name, [NotNullWhen(true)] out string? label)
    {
        ArgumentNullException.ThrowIfNull(name);
        label = name.StartsWith(LogProbabilityStart, StringComparison.Ordinal)
            ? name[LogProbabilityStart.Length..]
            : null;
        return label is not null;
    }

    /// <summary>What is wrong with raw numbers: a log-probability above zero, or a mark of a bound that is neither 0 nor 1; null when they can be.</summary>
    internal static string? Fault(IReadOnlyList<string> names, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < names.Count; i++)
        {
            bool isMark = names[i].StartsWith(CensoredStart, StringComparison.Ordinal);
            if (isMark ? values[i] is not (0 or 1) : values[i] > MostLogProbability)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{names[i]} is {values[i]:R}, {(isMark ? "neither 0 nor 1" : "above zero")}"
                );
            }
        }

        return null;
    }

    /// <summary>A text as a JSON string, with only those characters escaped that must be.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Readable);

    /// <summary>Reads a JSON string.</summary>
    internal static bool TryUnquote(string json, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (json is not ['"', .., '"'])
        {
            return false;
        }

        try
        {
            text = JsonSerializer.Deserialize<string>(json);
        }
        catch (JsonException)
        {
            return false;
        }

        return text is not null;
    }
}
