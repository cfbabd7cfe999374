using System.Text;

namespace Interplay.Onnx.Causal;

/// <summary>Watches what is written for texts that end it.</summary>
internal sealed class StopTexts(IReadOnlyList<string> stops)
{
    private readonly byte[][] _stops = [.. stops.Select(Encoding.UTF8.GetBytes)];
    private readonly List<byte> _written = [];

    /// <summary>Adds the bytes of a token; true if a stop is complete.</summary>
    public bool AreReachedBy(ReadOnlySpan<byte> token)
    {
        if (_stops.Length == 0)
        {
            return false;
        }

        _written.AddRange(token);
        ReadOnlySpan<byte> written = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(
            _written
        );
        foreach (byte[] stop in _stops)
        {
            if (written.IndexOf(stop) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
