using System.Text;

namespace Interplay.ModelServer.Serving;

/// <summary>The text of an answer while its tokens come: up to the first stop, and shown only as far as no stop can still begin.</summary>
internal sealed class AnswerText(IReadOnlyList<string> stops)
{
    private readonly List<byte> _bytes = [];
    private int _shown;

    /// <summary>Whether a stop is in what was written.</summary>
    public bool IsStopped => stops.Any(stop => Text.Contains(stop, StringComparison.Ordinal));

    /// <summary>The answer so far, without the stop and what follows it.</summary>
    public string Kept
    {
        get
        {
            int end = stops
                .Select(stop => Text.IndexOf(stop, StringComparison.Ordinal))
                .Where(at => at >= 0)
                .DefaultIfEmpty(Text.Length)
                .Min();
            return Text[..end];
        }
    }

    private string Text { get; set; } = "";

    /// <summary>Adds the bytes of a token; gives the text that can be shown now.</summary>
    public string Add(ReadOnlySpan<byte> token)
    {
        _bytes.AddRange(token);
        byte[] all = [.. _bytes];
        Text = Encoding.UTF8.GetString(all);
        string whole = Encoding.UTF8.GetString(all.AsSpan(0, TextDecoder.WholeLength(all)));
        return Show(Math.Min(Kept.Length, whole.Length - BegunStop(whole)));
    }

    /// <summary>The rest of the answer, when no token follows.</summary>
    public string Finish() => Show(Kept.Length);

    private string Show(int end)
    {
        if (end <= _shown)
        {
            return "";
        }

        string more = Text[_shown..end];
        _shown = end;
        return more;
    }

    /// <summary>The length of the longest end of a text that some stop begins with.</summary>
    private int BegunStop(string text)
    {
        int longest = stops.Count == 0 ? 0 : stops.Max(stop => stop.Length - 1);
        for (int length = Math.Min(longest, text.Length); length > 0; length--)
        {
            string end = text[^length..];
            if (stops.Any(stop => stop.StartsWith(end, StringComparison.Ordinal)))
            {
                return length;
            }
        }

        return 0;
    }
}
