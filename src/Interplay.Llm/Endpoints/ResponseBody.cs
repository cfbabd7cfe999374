using System.Buffers;

namespace Interplay.Llm.Endpoints;

/// <summary>The bytes of an answer in a rented buffer.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstBytes = 16 << 10;
    private byte[] _buffer;
    private int _length;

    private ResponseBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InterplayException"><c>endpoint-answer-too-long</c>.</exception>
    /// <exception cref="HttpIOException">The connection ended before the answer did.</exception>
    public static async ValueTask<ResponseBody> ReadAsync(
        HttpContent content,
        int mostBytes,
        CancellationToken cancellationToken
    )
    {
        long? announced = content.Headers.ContentLength;
        if (announced > mostBytes)
        {
            throw TooLong(mostBytes);
        }

        // One byte more than announced, so that the end is seen without growing.
        var body = new ResponseBody((int?)announced + 1 ?? FirstBytes);
        try
        {
            await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }

                int read = await stream.ReadAsync(
                    body._buffer.AsMemory(body._length),
                    cancellationToken
                );
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
                if (body._length > mostBytes)
                {
                    throw TooLong(mostBytes);
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Servers in Python write -Infinity for a token without any probability, which is no JSON: it becomes a number too large to be finite, where it stands
    /// outside a text.
    /// </summary>
    public void WriteInfinitiesAsNumbers()
    {
        Span<byte> bytes = _buffer.AsSpan(0, _length);
        if (bytes.IndexOf("-Infinity"u8) < 0)
        {
            return;
        }

        bool isText = false;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '"')
            {
                isText = !isText;
            }
            else if (isText && bytes[i] == '\\')
            {
                i++;
            }
            else if (!isText && bytes[i..].StartsWith("-Infinity"u8))
            {
                "-1e999   "u8.CopyTo(bytes[i..]);
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(_buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static InterplayException TooLong(int mostBytes) =>
        new(
            ErrorKind.ValueFunction,
            "endpoint-answer-too-long",
            $"The endpoint's answer is longer than {mostBytes} bytes."
        );
}
