using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Requests;

/// <summary>The JSON object of a request. Fields nobody asks for are ignored; those asked for have the right type or the request is refused with the field named. null counts as absent.</summary>
internal sealed class RequestBody(JsonElement body)
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ApiException">400 or 415.</exception>
    public static async Task<RequestBody> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasJsonContentType())
        {
            throw new ApiException(
                415,
                $"The body must be application/json; its Content-Type is '{request.ContentType}'."
            );
        }

        try
        {
            using JsonDocument json = await JsonDocument.ParseAsync(
                request.Body,
                cancellationToken: cancellationToken
            );
            RequireNames(json.RootElement);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new RequestBody(json.RootElement.Clone())
                : throw new ApiException(
                    400,
                    $"The body must be a JSON object; it is {Words(json.RootElement)}."
                );
        }
        catch (JsonException e)
        {
            throw new ApiException(400, $"The body is no valid JSON: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            throw new ApiException(400, $"The body has a name that is no text: {e.Message}");
        }
    }

    /// <summary>A name with half a surrogate pair would fail wherever another name is looked for.</summary>
    private static void RequireNames(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireNames(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    RequireNames(item);
                }

                break;
        }
    }

    /// <summary>A field as it is; null if absent.</summary>
    public JsonElement? Any(string field) =>
        body.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A text.</summary>
    public string? Text(string field) => Any(field) is { } value ? Text(value, field) : null;

    /// <summary>true or false.</summary>
    public bool Flag(string field, bool absent = false) =>
        Any(field) switch
        {
            null => absent,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { } other => throw ApiException.Invalid(
                field,
                $"must be true or false; it is {Words(other)}."
            ),
        };

    /// <summary>A whole number in a range, ends included.</summary>
    public int? Whole(string field, int least, int most) =>
        Any(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int number)
        && number >= least
        && number <= most
            ? number
        : throw ApiException.Invalid(
            field,
            string.Create(
                CultureInfo.InvariantCulture,
                $"must be a whole number from {least} to {most}; it is {Words(value)}."
            )
        );

    /// <summary>A number in a range, ends included.</summary>
    public double? Real(string field, double least, double most) =>
        Any(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double number)
        && number >= least
        && number <= most
            ? number
        : throw ApiException.Invalid(
            field,
            string.Create(
                CultureInfo.InvariantCulture,
                $"must be a number from {least} to {most}; it is {Words(value)}."
            )
        );

    /// <summary>A text value.</summary>
    public static string Text(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw ApiException.Invalid(field, $"must be a text; it is {Words(value)}.");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid(
                field,
                "must be well-formed text; it has bytes that are no UTF-8 or half a surrogate pair."
            );
        }
    }

    /// <summary>Token ids.</summary>
    /// <param name="value">The array.</param>
    /// <param name="field">Its field.</param>
    public static int[] Tokens(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw ApiException.Invalid(
                field,
                $"must be an array of token ids; it is {Words(value)}."
            );
        }

        return
        [
            .. value
                .EnumerateArray()
                .Select(item =>
                    item.ValueKind == JsonValueKind.Number
                    && item.TryGetInt32(out int id)
                    && id >= 0
                        ? id
                        : throw ApiException.Invalid(
                            field,
                            $"must hold token ids, whole numbers of 0 or more; one is {Words(item)}."
                        )
                ),
        ];
    }

    /// <summary>What a value is, in a few words.</summary>
    public static string Words(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
            JsonValueKind.String => "a text",
            _ when value.GetRawText() is { Length: > 40 } raw => raw[..40] + "…",
            _ => value.GetRawText(),
        };
}
