using System.Text.Json;

namespace Interplay.ModelServer.Requests;

/// <summary>Fields of OpenAI's and vLLM's requests that would change the answer and that this server does not know: refused unless they say nothing.</summary>
internal static class RefusedFields
{
    private static readonly (string Field, double? Neutral)[] Fields =
    [
        ("best_of", 1),
        ("n", 1),
        ("frequency_penalty", 0),
        ("presence_penalty", 0),
        ("repetition_penalty", 1),
        ("top_k", -1),
        ("min_p", 0),
        ("min_tokens", 0),
        ("suffix", null),
        ("logit_bias", null),
        ("stop_token_ids", null),
        ("tools", null),
        ("functions", null),
        ("prompt_embeds", null),
        ("allowed_token_ids", null),
        ("guided_json", null),
        ("guided_regex", null),
        ("guided_choice", null),
        ("guided_grammar", null),
        ("structured_outputs", null),
        ("truncate_prompt_tokens", null),
    ];

    /// <summary>Refuses a request that asks for what would be left undone.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static void Check(RequestBody body)
    {
        foreach ((string field, double? neutral) in Fields)
        {
            if (body.Any(field) is { } value && !IsNeutral(value, neutral))
            {
                throw new ApiException(
                    400,
                    $"'{field}' is {RequestBody.Words(value)}, which this server does not support; leave it out.",
                    field,
                    "unsupported_parameter"
                );
            }
        }

        if (
            body.Any("response_format") is { } format
            && !(
                format.ValueKind == JsonValueKind.Object
                && format.TryGetProperty("type", out JsonElement type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("text")
            )
        )
        {
            throw new ApiException(
                400,
                "'response_format' can only be of type text here.",
                "response_format",
                "unsupported_parameter"
            );
        }
    }

    private static bool IsNeutral(JsonElement value, double? neutral) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => neutral is { } number
                && value.TryGetDouble(out double found)
                && found == number,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            JsonValueKind.String => value.ValueEquals(""),
            _ => false,
        };
}
