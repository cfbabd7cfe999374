using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Interplay;

/// <summary>
/// Identities that are the same in every process and on every machine: SHA-256 (FIPS 180-4) in lower-case hexadecimal, 64 characters.
/// Each field is hashed with its length, so that fields cannot run into one another.
/// </summary>
public static class Fingerprint
{
    /// <summary>The fingerprint of an ordered list of fields.</summary>
    /// <param name="fields">The fields; text is hashed as its UTF-16 units, so that ill-formed text is told apart as well.</param>
    public static string Of(params ReadOnlySpan<string> fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string field in fields)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, field.Length);
            hash.AppendData(length);
            hash.AppendData(LittleEndianUnits(field));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The fingerprint of the bytes of a file.</summary>
    /// <param name="content">All bytes.</param>
    public static string OfBytes(ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(SHA256.HashData(content));

    private static ReadOnlySpan<byte> LittleEndianUnits(string text) =>
        BitConverter.IsLittleEndian
            ? MemoryMarshal.AsBytes(text.AsSpan())
            : System.Text.Encoding.Unicode.GetBytes(text);
}
