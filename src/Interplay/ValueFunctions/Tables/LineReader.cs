namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// The lines of a text in one buffer that is used again and again: a mask of 50,000 parts is a line of 50,000 characters, and 100,000 strings of
/// that length would be 10 GB. Lines end as for <see cref="TextReader.ReadLine"/>.
/// </summary>
/// <param name="reader">The text.</param>
/// <param name="mostCharacters">Longest line; of a longer one no more than a character beyond that is given.</param>
internal sealed class LineReader(TextReader reader, int mostCharacters)
{
    private const int FirstBuffer = 1 << 16;

    private char[] _buffer = new char[FirstBuffer];
    private int _start;
    private int _end;
    private bool _isAfterCarriageReturn;

    /// <summary>Whether lines end only where quotation marks are closed: texts have line ends of their own.</summary>
    public bool HaveTexts { get; set; }

    /// <summary>Reads the next line; it is overwritten by the one after it.</summary>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        int scanned = 0;
        bool isInText = false;
        while (true)
        {
            int length = _buffer
                .AsSpan(_start + scanned, _end - _start - scanned)
                .IndexOfAny('\r', '\n');
            isInText ^=
                HaveTexts
                && int.IsOddInteger(
                    _buffer
                        .AsSpan(_start + scanned, length < 0 ? _end - _start - scanned : length)
                        .Count('"')
                );
            if (length >= 0 && isInText)
            {
                scanned += length + 1;
                continue;
            }

            if (length >= 0)
            {
                length += scanned;
                line = _buffer.AsSpan(_start, length);
                bool isRestOfLineEnd =
                    _isAfterCarriageReturn && length == 0 && _buffer[_start] == '\n';
                _isAfterCarriageReturn = _buffer[_start + length] == '\r';
                _start += length + 1;
                if (!isRestOfLineEnd)
                {
                    return true;
                }

                scanned = 0;
                continue;
            }

            scanned = _end - _start;
            if (scanned > mostCharacters || !TryFill())
            {
                line = _buffer.AsSpan(_start, Math.Min(scanned, mostCharacters + 1));
                _start = _end;
                return scanned > 0;
            }
        }
    }

    private bool TryFill()
    {
        int kept = _end - _start;
        _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        _start = 0;
        _end = kept;
        if (kept == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * kept);
        }

        int read = reader.Read(_buffer.AsSpan(kept));
        _end += read;
        return read > 0;
    }
}
