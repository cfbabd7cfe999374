using System.Data.Common;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>Reads ablations out of rows of the database.</summary>
internal static class StoredEntry
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns =
        "mask, output_values, calls, input_tokens, output_tokens, duration_us, written_us";

    /// <summary>How many are read at a time.</summary>
    public const int PageSize = 4096;

    /// <exception cref="InterplayException"><c>journal-malformed</c>.</exception>
    public static JournalEntry Read(DbDataReader row, StoredSubject subject, string location)
    {
        byte[] maskBytes = row.GetFieldValue<byte[]>(0);
        Mask mask =
            MaskBytes.Read(maskBytes, subject.PartCount)
            ?? throw JournalFault.Malformed(
                location,
                $"a mask of {subject.PartCount} parts takes {MaskBytes.Length(subject.PartCount)} bytes with no bit past the last part; found {Convert.ToHexStringLower(maskBytes)} under {subject.Subject.Fingerprint}."
            );
        var values = new double[subject.OutputCount];
        ReadValues(row.GetFieldValue<byte[]>(1), values, subject, location, mask);
        return new JournalEntry(
            mask,
            values,
            new AblationCost(
                (int)Math.Clamp(row.GetInt64(2), 0, int.MaxValue),
                row.GetInt64(3),
                row.GetInt64(4),
                Moment.Duration(row.GetInt64(5))
            ),
            Moment.Date(row.GetInt64(6))
        );
    }

    /// <summary>Reads the values of one mask.</summary>
    /// <exception cref="InterplayException"><c>journal-malformed</c>.</exception>
    public static void ReadValues(
        ReadOnlySpan<byte> bytes,
        Span<double> values,
        StoredSubject subject,
        string location,
        Mask mask
    )
    {
        if (!ValueBytes.TryRead(bytes, values))
        {
            throw JournalFault.Malformed(
                location,
                $"the values at mask {mask} under {subject.Subject.Fingerprint} should be {subject.OutputCount} finite doubles; found {bytes.Length} bytes."
            );
        }
    }
}
