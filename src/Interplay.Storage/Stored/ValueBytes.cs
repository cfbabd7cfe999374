using System.Buffers.Binary;
using System.Globalization;

namespace Interplay.Storage.Stored;

/// <summary>Values as journals keep them: IEEE 754 doubles, little-endian, one after another.</summary>
internal static class ValueBytes
{
    /// <summary>The bytes of some values.</summary>
    /// <exception cref="InterplayException"><c>value-not-finite</c>.</exception>
    public static byte[] Of(ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "value-not-finite",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A journal keeps finite numbers; found {values[i]} for output {i}."
                    )
                );
            }

            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        }

        return bytes;
    }

    /// <summary>Reads values; false when the bytes are not as many as the values need, or one is not finite.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, Span<double> values)
    {
        if (bytes.Length != values.Length * sizeof(double))
        {
            return false;
        }

        bool isFinite = true;
        for (int i = 0; i < values.Length; i++)
        {
            double value = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
            values[i] = value;
            isFinite &= double.IsFinite(value);
        }

        return isFinite;
    }
}
