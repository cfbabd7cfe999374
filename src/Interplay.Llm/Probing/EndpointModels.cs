using System.Text.Json;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Routes;

namespace Interplay.Llm.Probing;

/// <summary>Which model is asked.</summary>
internal static class EndpointModels
{
    private const int MostListed = 10;

    /// <summary>The model that was named, or the only one there is.</summary>
    /// <exception cref="InterplayException"><c>model-ambiguous</c>: the endpoint lists none or several.</exception>
    public static async ValueTask<string> ResolveAsync(
        EndpointClient client,
        CancellationToken cancellationToken
    )
    {
        if (client.Options.Model is { } named)
        {
            return named;
        }

        EndpointAnswer<string[]> models = await client.SendAsync(
            new EndpointRequest("models", "list_models", null),
            Read,
            cancellationToken
        );
        if (models.Value is [string only])
        {
            return only;
        }

        string listed = string.Join(", ", models.Value.Take(MostListed));
        throw new InterplayException(
            ErrorKind.Request,
            "model-ambiguous",
            models.Value.Length == 0
                ? "The endpoint lists no model; name one."
                : $"The endpoint lists {models.Value.Length} models; name one of them: {listed}{(models.Value.Length > MostListed ? ", …" : "")}."
        );
    }

    private static string[] Read(JsonElement answer)
    {
        JsonElement data = AnswerReader.Required(answer, "data"u8);
        return data.ValueKind == JsonValueKind.Array
            ? [.. data.EnumerateArray().Select(static model => AnswerReader.Text(model, "id"u8))]
            : throw new UnusableAnswerException("the list of models is no list");
    }
}
