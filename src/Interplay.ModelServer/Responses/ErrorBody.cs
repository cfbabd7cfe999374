using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Responses;

/// <summary>Errors in OpenAI's form: <c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
internal static class ErrorBody
{
    /// <summary>Sends an error.</summary>
    public static Task SendAsync(HttpResponse response, ApiException error)
    {
        if (error.Status == StatusCodes.Status429TooManyRequests)
        {
            response.Headers.RetryAfter = "1";
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        return JsonBody.SendAsync(
            response,
            error.Status,
            json =>
            {
                json.WriteStartObject("error");
                json.WriteString("message", error.Message);
                json.WriteString("type", error.Type);
                json.WriteString("param", error.Field);
                json.WriteString("code", error.Code);
                json.WriteEndObject();
            },
            CancellationToken.None
        );
    }
}
