using System.Text.Json;

namespace Interplay.Llm.Endpoints;

/// <summary>Tokens that an answer says it took: <c>usage</c> of OpenAI, <c>tokens_evaluated</c> of llama.cpp, <c>prompt_eval_count</c> of Ollama.</summary>
internal static class UsageReader
{
    public static (long Input, long Output) Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return (0, 0);
        }

        if (
            answer.TryGetProperty("usage"u8, out JsonElement usage)
            && usage.ValueKind == JsonValueKind.Object
        )
        {
            return (Count(usage, "prompt_tokens"u8), Count(usage, "completion_tokens"u8));
        }

        return (
            Count(answer, "tokens_evaluated"u8) + Count(answer, "prompt_eval_count"u8),
            Count(answer, "tokens_predicted"u8) + Count(answer, "eval_count"u8)
        );
    }

    private static long Count(JsonElement owner, ReadOnlySpan<byte> name) =>
        owner.TryGetProperty(name, out JsonElement count)
        && count.ValueKind == JsonValueKind.Number
        && count.TryGetInt64(out long value)
        && value >= 0
            ? value
            : 0;
}
