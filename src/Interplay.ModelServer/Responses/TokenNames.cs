using System.Globalization;
using Interplay.ModelServer.Serving;

namespace Interplay.ModelServer.Responses;

/// <summary>How tokens are written in an answer: by their text, or by their id as vLLM does on request.</summary>
internal readonly record struct TokenNames(bool ById)
{
    /// <summary>The name of a token.</summary>
    public string Of(ServedToken token) => Of(token.Id, token.Bytes);

    /// <summary>The name of an alternative.</summary>
    public string Of(ServedAlternative token) => Of(token.Id, token.Bytes);

    private string Of(int id, ReadOnlyMemory<byte> bytes) =>
        ById
            ? string.Create(CultureInfo.InvariantCulture, $"token_id:{id}")
            : TextDecoder.Token(bytes.Span);
}
