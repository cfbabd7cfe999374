using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Interplay.ModelServer.Serving;

namespace Interplay.ModelServer.Requests;

/// <summary>The fields that both kinds of request share.</summary>
internal static class SamplingFields
{
    /// <summary>Most alternatives of a token, as on OpenAI's chat and vLLM by default.</summary>
    public const int MostAlternatives = 20;

    private const int MostStops = 4;

    /// <summary>Reads how to draw; the caller adds what differs.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static Sampling Read(RequestBody body)
    {
        RefusedFields.Check(body);
        double topP = body.Real("top_p", 0, 1) ?? 1;
        return new Sampling
        {
            Temperature = body.Real("temperature", 0, 2),
            TopP =
                topP > 0 ? topP : throw ApiException.Invalid("top_p", "must be above 0; it is 0."),
            Seed = Seed(body),
            Stop = Stops(body),
            PromptAlternatives = body.Whole("prompt_logprobs", 0, MostAlternatives),
        };
    }

    /// <summary>Whether the last event of a stream tells the usage.</summary>
    public static bool StreamsUsage(RequestBody body) =>
        body.Any("stream_options") is not { } options ? false
        : options.ValueKind == JsonValueKind.Object ? new RequestBody(options).Flag("include_usage")
        : throw ApiException.Invalid(
            "stream_options",
            $"must be an object; it is {RequestBody.Words(options)}."
        );

    /// <summary>The seed of the request, or one of chance: without a seed, a client expects another draw each time.</summary>
    private static ulong Seed(RequestBody body)
    {
        if (body.Any("seed") is not { } value)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(
                RandomNumberGenerator.GetBytes(sizeof(ulong))
            );
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long seed)
            ? unchecked((ulong)seed)
            : throw ApiException.Invalid(
                "seed",
                $"must be a whole number of 64 bits; it is {RequestBody.Words(value)}."
            );
    }

    private static List<string> Stops(RequestBody body)
    {
        if (body.Any("stop") is not { } value)
        {
            return [];
        }

        List<string> stops = value.ValueKind switch
        {
            JsonValueKind.Array =>
            [
                .. value.EnumerateArray().Select(item => RequestBody.Text(item, "stop")),
            ],
            _ => [RequestBody.Text(value, "stop")],
        };
        return stops.Count > MostStops || stops.Contains("")
            ? throw ApiException.Invalid(
                "stop",
                $"must be up to {MostStops} texts, none empty; it holds {stops.Count}, {stops.Count(text => text == "")} of them empty."
            )
            : stops;
    }
}
