using Interplay.ModelServer.Responses;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Routes;

/// <summary>GET /v1/models: the one model there is.</summary>
internal sealed class ModelRoute(ServerContext server)
{
    /// <summary>Lists it.</summary>
    public Task ListAsync(HttpContext http, CancellationToken cancellationToken) =>
        JsonBody.SendAsync(
            http.Response,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteString("object", "list");
                json.WriteStartArray("data");
                json.WriteStartObject();
                json.WriteString("id", server.Options.ModelName);
                json.WriteString("object", "model");
                json.WriteNumber("created", server.Started);
                json.WriteString("owned_by", "interplay");
                json.WriteNumber("max_model_len", server.Model.ContextLength);
                json.WriteEndObject();
                json.WriteEndArray();
            },
            cancellationToken
        );
}
