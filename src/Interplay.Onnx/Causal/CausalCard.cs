using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interplay.Onnx.Causal;

/// <summary>What model.json says about a causal model: what neither the weights nor the vocabulary tell.</summary>
internal sealed partial record CausalCard
{
    /// <summary>Most tokens the model reads at once, at least 2.</summary>
    public required int Context { get; init; }

    /// <summary>The tokens that are not spelled in bytes and that plain text never gives.</summary>
    public required IReadOnlyList<string> Special { get; init; }

    /// <summary>The special tokens that end what the model writes.</summary>
    public required IReadOnlyList<string> End { get; init; }

    /// <summary>How a conversation is written.</summary>
    public required ChatTemplate Chat { get; init; }

    /// <summary>Reads model.json.</summary>
    /// <exception cref="InterplayException"><c>model-card-malformed</c>.</exception>
    public static CausalCard Read(byte[] json)
    {
        CausalCard? card;
        try
        {
            card = JsonSerializer.Deserialize(json, CardJson.Default.CausalCard);
        }
        catch (JsonException e)
        {
            throw Malformed(e.Message, e);
        }

        return card is null ? throw Malformed("it is null", null)
            : card.Context < 2 ? throw Malformed($"the context is {card.Context} tokens", null)
            : card.Special.Count == 0 ? throw Malformed("there is no special token", null)
            : card.End.FirstOrDefault(token => !card.Special.Contains(token)) is { } token
                ? throw Malformed($"the end token '{token}' is not among the special ones", null)
            : card;
    }

    private static InterplayException Malformed(string what, Exception? inner) =>
        new(
            ErrorKind.Data,
            "model-card-malformed",
            "The model.json of a causal model holds context (2 or more), special and end (lists of tokens, the ends among the special ones) and chat "
                + $"(begin, roles, close): {what}",
            inner
        );

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        RespectNullableAnnotations = true
    )]
    [JsonSerializable(typeof(CausalCard))]
    private sealed partial class CardJson : JsonSerializerContext;
}
