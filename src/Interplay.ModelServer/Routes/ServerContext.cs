using System.Globalization;
using Interplay.ModelServer.Requests;
using Interplay.ModelServer.Responses;
using Interplay.ModelServer.Serving;

namespace Interplay.ModelServer.Routes;

/// <summary>What the routes of one server share.</summary>
internal sealed class ServerContext(
    IServedModel model,
    ModelServerOptions options,
    TimeProvider time
)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private long _answers;

    /// <summary>The model.</summary>
    public IServedModel Model => model;

    /// <summary>The options.</summary>
    public ModelServerOptions Options => options;

    /// <summary>When the server started, in seconds of Unix time.</summary>
    public long Started => _started.ToUnixTimeSeconds();

    /// <summary>Numbers an answer.</summary>
    public Envelope NewEnvelope(string prefix) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{prefix}-{_started.ToUnixTimeMilliseconds():x}-{Interlocked.Increment(ref _answers)}"
            ),
            time.GetUtcNow().ToUnixTimeSeconds(),
            options.ModelName,
            model.Fingerprint
        );

    /// <summary>Refuses a request for another model.</summary>
    /// <exception cref="ApiException">404.</exception>
    public void CheckModel(RequestBody body)
    {
        if (body.Text("model") is { } name && name != options.ModelName)
        {
            throw new ApiException(
                404,
                $"The model '{name}' does not exist here; this server has '{options.ModelName}'.",
                "model",
                "model_not_found"
            );
        }
    }
}
