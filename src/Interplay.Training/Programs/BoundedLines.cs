using System.Text;

namespace Interplay.Training.Programs;

/// <summary>Lines of a program that may write without end: no more of a line is held than it may be long.</summary>
internal sealed class BoundedLines(TextReader reader, int most)
{
    private readonly char[] _buffer = new char[16 << 10];
    private readonly StringBuilder _line = new();
    private int _start;
    private int _end;
    private bool _skips;
    private bool _wasCut;

    /// <summary>Whether more has been read than the lines that were given.</summary>
    public bool HasMore => _start < _end;

    /// <summary>The next line without its break; one that is too long is cut one character after the most. Null at the end.</summary>
    public async ValueTask<string?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = await reader.ReadAsync(_buffer.AsMemory(), cancellationToken);
                if (_end == 0)
                {
                    return _line.Length > 0 ? Take(isWhole: true) : null;
                }
            }

            int length = _buffer.AsSpan(_start, _end - _start).IndexOf('\n');
            int taken = length < 0 ? _end - _start : length;
            if (!_skips)
            {
                _line.Append(_buffer, _start, Math.Min(taken, most + 1 - _line.Length));
            }

            bool isWhole = length >= 0;
            _start += isWhole ? taken + 1 : taken;
            if (isWhole && _skips)
            {
                _skips = false;
            }
            else if (isWhole || _line.Length > most)
            {
                return Take(isWhole);
            }
        }
    }

    /// <summary>Passes over what is left of a line that was cut.</summary>
    public void SkipRest() => _skips = _wasCut;

    private string Take(bool isWhole)
    {
        _wasCut = !isWhole;
        string line = _line.ToString();
        _line.Clear();
        return line.EndsWith('\r') ? line[..^1] : line;
    }
}
