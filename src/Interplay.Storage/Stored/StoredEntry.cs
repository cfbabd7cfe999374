using System.Data.Common;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>Reads ablations out of rows of the database.</summary>
internal static class StoredEntry
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns =
        "mask, repeat, output_values, calls, input_tokens, output_tokens, duration_us, written_us, is_unchecked, checksum";

    /// <summary>The same of a table with a name.</summary>
    public static string ColumnsOf(string table) =>
        string.Join(", ", Columns.Split(", ").Select(column => $"{table}.{column}"));

    /// <summary>How many are read at a time.</summary>
    public const int PageSize = 4096;

    /// <summary>Reads a row and checks it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="subject">The value function that it belongs to.</param>
    /// <param name="location">For errors.</param>
    /// <param name="first">Number of the first of the <see cref="Columns"/>.</param>
    /// <exception cref="InterplayException"><c>journal-malformed</c>.</exception>
    public static JournalEntry Read(
        DbDataReader row,
        StoredSubject subject,
        string location,
        int first = 0
    )
    {
        byte[] maskBytes = row.GetFieldValue<byte[]>(first);
        Mask mask =
            MaskBytes.Read(maskBytes, subject.PartCount)
            ?? throw JournalFault.Malformed(
                location,
                $"a mask of {subject.PartCount} parts takes {MaskBytes.Length(subject.PartCount)} bytes with no bit past the last part; found {Convert.ToHexStringLower(maskBytes)} under {subject.Subject.Fingerprint}."
            );
        long repeat = row.GetInt64(first + 1);
        byte[] valueBytes = row.GetFieldValue<byte[]>(first + 2);
        ReadOnlySpan<long> costs =
        [
            row.GetInt64(first + 3),
            row.GetInt64(first + 4),
            row.GetInt64(first + 5),
            row.GetInt64(first + 6),
        ];
        long written = row.GetInt64(first + 7);
        bool isUnchecked = row.GetInt64(first + 8) != 0;
        var values = new double[subject.OutputCount];
        if (!ValueBytes.TryRead(valueBytes, values))
        {
            throw JournalFault.Malformed(
                location,
                $"the values at mask {mask} under {subject.Subject.Fingerprint} should be {subject.OutputCount} finite doubles; found {valueBytes.Length} bytes."
            );
        }

        if (
            subject.IsChecked
            && (
                row.IsDBNull(first + 9)
                || !Checksum
                    .OfRow(
                        subject.Subject.Fingerprint,
                        maskBytes,
                        repeat,
                        valueBytes,
                        costs,
                        written,
                        isUnchecked
                    )
                    .AsSpan()
                    .SequenceEqual(row.GetFieldValue<byte[]>(first + 9))
            )
        )
        {
            throw JournalFault.DamagedRow(location, subject.Subject.Fingerprint, mask.ToString());
        }

        return new JournalEntry(
            mask,
            values,
            new AblationCost(
                (int)Math.Clamp(costs[0], 0, int.MaxValue),
                costs[1],
                costs[2],
                Moment.Duration(costs[3])
            ),
            Moment.Date(written)
        )
        {
            Repeat = (int)Math.Clamp(repeat, 0, int.MaxValue),
            IsUnchecked = isUnchecked,
        };
    }
}
