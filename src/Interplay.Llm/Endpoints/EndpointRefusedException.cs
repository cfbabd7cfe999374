namespace Interplay.Llm.Endpoints;

/// <summary><c>endpoint-refused</c>: a status that another attempt does not change.</summary>
internal sealed class EndpointRefusedException(int status, string message)
    : InterplayException(ErrorKind.ValueFunction, "endpoint-refused", message)
{
    public int Status => status;

    /// <summary>Whether it is the request that is not understood, and not the one who asks that is not let in.</summary>
    public bool IsAboutRequest => status is not (401 or 402 or 403 or 407 or >= 300 and < 400);
}
