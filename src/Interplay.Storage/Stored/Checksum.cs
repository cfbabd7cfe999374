using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Interplay.Storage.Stored;

/// <summary>
/// What tells damage: the first eight bytes of the SHA-256 of all columns of a row, numbers big-endian, texts and bytes after their length. The same
/// bytes in every store; PostgreSQL works them out itself (<see cref="Postgres.PostgresChecksum"/>).
/// </summary>
internal static class Checksum
{
    /// <summary>Bytes of a checksum.</summary>
    public const int Length = 8;

    /// <summary>The checksum of an ablation. The fingerprint stands in for the number of the subject, which may differ between stores.</summary>
    public static byte[] OfRow(
        string fingerprint,
        ReadOnlySpan<byte> mask,
        long repeat,
        ReadOnlySpan<byte> values,
        ReadOnlySpan<long> costs,
        long written,
        bool isUnchecked
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, fingerprint);
        Add(hash, mask);
        Add(hash, repeat);
        Add(hash, values);
        foreach (long cost in costs)
        {
            Add(hash, cost);
        }

        Add(hash, written);
        Add(hash, isUnchecked ? 1 : 0);
        return Take(hash);
    }

    /// <summary>The checksum of a value function.</summary>
    public static byte[] OfSubject(
        string fingerprint,
        long partCount,
        string outputs,
        string? description,
        string toolVersion,
        long created,
        long disagreements
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, fingerprint);
        Add(hash, partCount);
        Add(hash, outputs);
        Add(hash, description is null ? 0 : 1);
        Add(hash, description ?? "");
        Add(hash, toolVersion);
        Add(hash, created);
        Add(hash, disagreements);
        return Take(hash);
    }

    private static void Add(IncrementalHash hash, string text) =>
        Add(hash, Encoding.UTF8.GetBytes(text));

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static byte[] Take(IncrementalHash hash)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        return whole[..Length].ToArray();
    }
}
