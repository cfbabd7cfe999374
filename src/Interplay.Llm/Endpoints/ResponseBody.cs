using System.Buffers;

namespace Interplay.Llm.Endpoints;

/// <summary>The bytes of an answer in a rented buffer.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstBytes = 16 << 10;

    /// <summary>An answer longer than this is large: many of them at once would take more memory than a machine may have.</summary>
    private const int LargeBytes = 1 << 20;

    private readonly SemaphoreSlim _large;
    private byte[] _buffer;
    private bool _isLarge;
    private int _length;

    private ResponseBody(int size, SemaphoreSlim large)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(size);
        _large = large;
    }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Reads all of it.</summary>
    /// <param name="content">The answer.</param>
    /// <param name="mostBytes">Most bytes of it.</param>
    /// <param name="large">Places for large answers; one is held until the body is disposed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException"><c>endpoint-answer-too-long</c>.</exception>
    /// <exception cref="HttpIOException">The connection ended before the answer did.</exception>
    public static async ValueTask<ResponseBody> ReadAsync(
        HttpContent content,
        int mostBytes,
        SemaphoreSlim large,
        CancellationToken cancellationToken
    )
    {
        long? announced = content.Headers.ContentLength;
        if (announced > mostBytes)
        {
            throw TooLong(mostBytes);
        }

        // One byte more than announced, so that the end is seen without growing. What is announced need not come.
        var body = new ResponseBody(Math.Min((int?)announced + 1 ?? FirstBytes, LargeBytes), large);
        try
        {
            await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                if (body._length == body._buffer.Length)
                {
                    await body.GrowAsync(mostBytes, cancellationToken);
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
        Return(_buffer);
        _buffer = [];
        _length = 0;
        if (_isLarge)
        {
            _isLarge = false;
            _large.Release();
        }
    }

    private async ValueTask GrowAsync(int mostBytes, CancellationToken cancellationToken)
    {
        if (!_isLarge && _buffer.Length >= LargeBytes)
        {
            await _large.WaitAsync(cancellationToken);
            _isLarge = true;
        }

        // One byte more than allowed shows that there is more.
        byte[] larger = ArrayPool<byte>.Shared.Rent(
            (int)Math.Min(2L * _buffer.Length, Math.Max(mostBytes, _length) + 1L)
        );
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Large buffers are not kept for another time.</summary>
    private static void Return(byte[] buffer)
    {
        if (buffer.Length is > 0 and <= LargeBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static InterplayException TooLong(int mostBytes) =>
        new(
            ErrorKind.ValueFunction,
            "endpoint-answer-too-long",
            $"The endpoint's answer is longer than {mostBytes} bytes, and was not read to its end. Is this the address of a language model?"
        );
}
