using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interplay.Llm;

/// <summary>Names of the raw numbers that scorers give and journals keep, so that readouts find them again.</summary>
public static class RawOutputs
{
    /// <summary>The log-probability of a token of the continuation: <c>token 0: " good"</c>.</summary>
    /// <param name="index">Position in the continuation, from 0.</param>
    /// <param name="text">Text of the token; escaped as in JSON.</param>
    public static string Token(int index, string text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"token {index}: \"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""
        );

    /// <summary>The log-probability of a label: <c>log p: yes</c>.</summary>
    public static string LabelLogProbability(string label) => $"log p: {label}";

    /// <summary>Whether the number of a label is an upper bound (1) or what the model gave (0): <c>censored: yes</c>.</summary>
    public static string LabelIsCensored(string label) => $"censored: {label}";
}
