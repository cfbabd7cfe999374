namespace Interplay.Programs;

/// <summary>The end of what another program writes to its standard error, whatever its amount.</summary>
internal sealed class LastWords
{
    private const int KeptCharacters = 1 << 12;
    private const int KeptLines = 5;

    private readonly char[] _kept = new char[KeptCharacters];
    private readonly Task _reading;
    private long _written;

    /// <param name="source">Its standard error; read until it ends.</param>
    public LastWords(StreamReader source) => _reading = ReadAsync(source);

    /// <summary>The last lines, a bar between them; empty where nothing was said.</summary>
    /// <param name="patience">How long to wait for the rest of what a program said that has ended.</param>
    public async Task<string> SaidAsync(TimeSpan patience)
    {
        await Task.WhenAny(_reading, Task.Delay(patience));
        string text;
        lock (_kept)
        {
            int count = (int)Math.Min(_written, KeptCharacters);
            text = string.Create(
                count,
                _written - count,
                (target, first) =>
                {
                    for (int i = 0; i < target.Length; i++)
                    {
                        target[i] = _kept[(first + i) % KeptCharacters];
                    }
                }
            );
        }

        string[] lines = text.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return string.Join(" | ", lines.TakeLast(KeptLines));
    }

    private async Task ReadAsync(StreamReader source)
    {
        var block = new char[1 << 12];
        try
        {
            int read;
            while ((read = await source.ReadAsync(block.AsMemory())) > 0)
            {
                lock (_kept)
                {
                    for (int i = 0; i < read; i++)
                    {
                        _kept[(_written + i) % KeptCharacters] = block[i];
                    }

                    _written += read;
                }
            }
        }
        catch (Exception exception)
            when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The program was ended while it spoke.
        }
    }
}
