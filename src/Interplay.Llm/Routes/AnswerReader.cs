using System.Text.Json;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>
/// Reads the shapes that log-probabilities come in. A number that is missing makes the answer unusable, a field that is not there at all makes the
/// route one that the endpoint does not offer, and what servers write for "very unlikely" becomes negative infinity (<see cref="StandIn"/>).
/// </summary>
internal static class AnswerReader
{
    /// <summary>The first choice of an OpenAI answer.</summary>
    public static JsonElement Choice(JsonElement answer)
    {
        JsonElement choices = Required(answer, "choices"u8);
        return choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            ? choices[0]
            : throw new UnusableAnswerException("the answer has no choice");
    }

    /// <summary>A field that an answer which works always has.</summary>
    public static JsonElement Required(JsonElement owner, ReadOnlySpan<byte> name) =>
        Optional(owner, name) is { } value
            ? value
            : throw new UnusableAnswerException(
                $"the answer has no {System.Text.Encoding.UTF8.GetString(name)}"
            );

    /// <summary>A field that only an endpoint which offers the route has.</summary>
    /// <exception cref="InterplayException"><c>endpoint-cannot-score</c>.</exception>
    public static JsonElement Offered(JsonElement owner, ReadOnlySpan<byte> name) =>
        Optional(owner, name) is { } value
            ? value
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "endpoint-cannot-score",
                $"The endpoint answers without {System.Text.Encoding.UTF8.GetString(name)}."
            );

    /// <summary>A field that is there and not null.</summary>
    public static JsonElement? Optional(JsonElement owner, ReadOnlySpan<byte> name) =>
        owner.ValueKind == JsonValueKind.Object
        && owner.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static string Text(JsonElement owner, ReadOnlySpan<byte> name) =>
        Required(owner, name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new UnusableAnswerException("a text is not a text");

    /// <summary>A log-probability; negative infinity where a stand-in is in its place.</summary>
    public static double Number(JsonElement number) =>
        number.ValueKind switch
        {
            JsonValueKind.Null => double.NegativeInfinity,
            JsonValueKind.Number
                when number.TryGetDouble(out double value)
                    && value <= RawOutputs.MostLogProbability => StandIn.Is(value)
                ? double.NegativeInfinity
                : Math.Min(value, 0),
            JsonValueKind.Number when number.TryGetDouble(out double value) && value > 0 =>
                throw new UnusableAnswerException("a log-probability is above zero"),
            JsonValueKind.String when number.GetString() is "-inf" or "-Infinity" =>
                double.NegativeInfinity,
            _ => throw new UnusableAnswerException("a log-probability is not a finite number"),
        };

    /// <summary>A log-probability that has to be there, if only as null.</summary>
    public static double Number(JsonElement owner, ReadOnlySpan<byte> name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value)
            ? Number(value)
            : throw new UnusableAnswerException(
                $"the answer has no {System.Text.Encoding.UTF8.GetString(name)}"
            );

    /// <summary>A log-probability, or none where a server has none: for the first token.</summary>
    public static double NumberOrNone(JsonElement number) =>
        number.ValueKind == JsonValueKind.Null ? double.NaN : Number(number);

    /// <summary>A token of chat completions, llama.cpp and Ollama: <c>token</c>, <c>bytes</c>, <c>logprob</c>.</summary>
    public static ServerToken Token(JsonElement token)
    {
        string text = Text(token, "token"u8);
        double number = Number(token, "logprob"u8);
        if (Optional(token, "bytes"u8) is { ValueKind: JsonValueKind.Array } array)
        {
            var bytes = new byte[array.GetArrayLength()];
            int count = 0;
            foreach (JsonElement item in array.EnumerateArray())
            {
                bytes[count++] = item.TryGetByte(out byte value)
                    ? value
                    : throw new UnusableAnswerException("a byte of a token is no byte");
            }

            // Servers that do not know the bytes of a token of ending write none.
            if (count > 0 || text.Length == 0)
            {
                return new(text, bytes, number);
            }
        }

        return ServerToken.FromText(text, number);
    }

    /// <summary>Tokens, one an element.</summary>
    public static ServerToken[] Tokens(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            throw new UnusableAnswerException("a list of tokens is no list");
        }

        var tokens = new ServerToken[array.GetArrayLength()];
        int count = 0;
        foreach (JsonElement token in array.EnumerateArray())
        {
            tokens[count++] = Token(token);
        }

        return tokens;
    }

    /// <summary>The likely tokens of the first of a list of tokens, the chosen one among them.</summary>
    public static ServerToken[] LikelyTokens(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
        {
            throw new UnusableAnswerException("the answer has no token");
        }

        JsonElement first = array[0];
        ServerToken[] likely = Tokens(Offered(first, "top_logprobs"u8));
        return WithChosen(likely, Token(first));
    }

    /// <summary>Adds the chosen token to a list where it is not in it.</summary>
    public static ServerToken[] WithChosen(ServerToken[] likely, ServerToken chosen) =>
        likely.Any(token => token.Text == chosen.Text) ? likely : [.. likely, chosen];
}
