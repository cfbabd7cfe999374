using System.Text.Json;
using Interplay.ModelServer.Serving;

namespace Interplay.ModelServer.Responses;

/// <summary>Writes log-probabilities in the three forms clients know.</summary>
internal static class LogProbabilityJson
{
    /// <summary>OpenAI's completions: parallel arrays. Offsets count code points of the choice's text, as Python servers do.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="alternatives">Most probable tokens to list for each; one that was chosen without being among them comes last.</param>
    /// <param name="names">How tokens are written.</param>
    /// <param name="startOffset">The offset of the first token.</param>
    public static void WriteArrays(
        Utf8JsonWriter json,
        IReadOnlyList<ServedToken> tokens,
        int alternatives,
        TokenNames names,
        int startOffset = 0
    )
    {
        json.WriteStartObject("logprobs");
        json.WriteStartArray("text_offset");
        foreach (int offset in TextDecoder.Offsets([.. tokens.Select(token => token.Bytes)]))
        {
            json.WriteNumberValue(startOffset + offset);
        }

        json.WriteEndArray();
        json.WriteStartArray("token_logprobs");
        foreach (ServedToken token in tokens)
        {
            WriteNumberOrNull(json, token.LogProbability);
        }

        json.WriteEndArray();
        json.WriteStartArray("tokens");
        foreach (ServedToken token in tokens)
        {
            json.WriteStringValue(names.Of(token));
        }

        json.WriteEndArray();
        json.WriteStartArray("top_logprobs");
        foreach (ServedToken token in tokens)
        {
            WriteMap(json, token, alternatives, names);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>OpenAI's chat: one object a token.</summary>
    public static void WriteObjects(
        Utf8JsonWriter json,
        IReadOnlyList<ServedToken> tokens,
        TokenNames names
    )
    {
        json.WriteStartObject("logprobs");
        json.WriteStartArray("content");
        foreach (ServedToken token in tokens)
        {
            json.WriteStartObject();
            WriteEntry(json, names.Of(token), token.LogProbability ?? 0, token.Bytes);
            json.WriteStartArray("top_logprobs");
            foreach (ServedAlternative other in token.Alternatives)
            {
                json.WriteStartObject();
                WriteEntry(json, names.Of(other), other.LogProbability, other.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("refusal");
        json.WriteEndObject();
    }

    /// <summary>vLLM's prompt_logprobs: null for the first token, then a map from token id to log-probability, rank and text.</summary>
    public static void WritePrompt(
        Utf8JsonWriter json,
        IReadOnlyList<ServedToken> tokens,
        int alternatives
    )
    {
        json.WriteStartArray("prompt_logprobs");
        foreach (ServedToken token in tokens)
        {
            if (token.LogProbability is not { } logProbability)
            {
                json.WriteNullValue();
                continue;
            }

            json.WriteStartObject();
            WriteRanked(json, token.Id, logProbability, token.Rank, token.Bytes);
            int rank = 0;
            foreach (ServedAlternative other in token.Alternatives.Take(alternatives))
            {
                rank++;
                if (other.Id != token.Id)
                {
                    WriteRanked(json, other.Id, other.LogProbability, rank, other.Bytes);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMap(
        Utf8JsonWriter json,
        ServedToken token,
        int alternatives,
        TokenNames names
    )
    {
        if (token.LogProbability is not { } logProbability)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        bool isListed = false;
        foreach (ServedAlternative other in token.Alternatives.Take(alternatives))
        {
            json.WriteNumber(names.Of(other), other.LogProbability);
            isListed |= other.Id == token.Id;
        }

        if (!isListed)
        {
            json.WriteNumber(names.Of(token), logProbability);
        }

        json.WriteEndObject();
    }

    private static void WriteRanked(
        Utf8JsonWriter json,
        int id,
        double logProbability,
        int rank,
        ReadOnlyMemory<byte> bytes
    )
    {
        json.WriteStartObject(id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("logprob", logProbability);
        json.WriteNumber("rank", rank);
        json.WriteString("decoded_token", TextDecoder.Token(bytes.Span));
        json.WriteEndObject();
    }

    private static void WriteEntry(
        Utf8JsonWriter json,
        string token,
        double logProbability,
        ReadOnlyMemory<byte> bytes
    )
    {
        json.WriteString("token", token);
        json.WriteNumber("logprob", logProbability);
        json.WriteStartArray("bytes");
        foreach (byte b in bytes.Span)
        {
            json.WriteNumberValue(b);
        }

        json.WriteEndArray();
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
