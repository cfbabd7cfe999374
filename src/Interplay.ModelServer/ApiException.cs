namespace Interplay.ModelServer;

/// <summary>A request that is answered with an error, in the form OpenAI's API gives errors.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">What was found and what was expected.</param>
/// <param name="parameter">The field of the request that is at fault; null if it is not one field.</param>
/// <param name="code">A name for programs.</param>
internal sealed class ApiException(
    int status,
    string message,
    string? parameter = null,
    string? code = null
) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status => status;

    /// <summary>The field at fault.</summary>
    public string? Field => parameter;

    /// <summary>A name for programs.</summary>
    public string? Code => code;

    /// <summary>The kind of error in OpenAI's words.</summary>
    public string Type =>
        status switch
        {
            401 => "authentication_error",
            429 => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        };

    /// <summary>A field that is not what it should be.</summary>
    public static ApiException Invalid(string field, string message) =>
        new(400, $"'{field}' {message}", field, "invalid_value");
}
