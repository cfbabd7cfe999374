using System.Data.Common;
using System.Reflection;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>A subject as it stands in the database.</summary>
/// <param name="Id">Its number in the database.</param>
/// <param name="Subject">The value function.</param>
/// <param name="IsChecked">Whether it and its ablations carry checksums: from version 2 on.</param>
internal sealed record StoredSubject(long Id, JournalSubject Subject, bool IsChecked)
{
    /// <summary>The version of this program, kept with what it begins.</summary>
    public static string ToolVersion { get; } =
        typeof(StoredSubject)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0";

    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns =
        "id, fingerprint, part_count, outputs, description, tool_version, created_us, disagreements, checksum";

    public int PartCount => Subject.PartCount;

    public int OutputCount => Subject.Outputs.Count;

    /// <summary>Reads a row and checks it.</summary>
    /// <exception cref="InterplayException"><c>journal-malformed</c>.</exception>
    public static StoredSubject Read(DbDataReader row, bool isChecked, string location)
    {
        string fingerprint = row.GetString(1);
        long parts = row.GetInt64(2);
        string outputs = row.GetString(3);
        if (
            isChecked
            && (
                row.IsDBNull(8)
                || !Checksum
                    .OfSubject(
                        fingerprint,
                        parts,
                        outputs,
                        row.IsDBNull(4) ? null : row.GetString(4),
                        row.GetString(5),
                        row.GetInt64(6),
                        row.GetInt64(7)
                    )
                    .AsSpan()
                    .SequenceEqual(row.GetFieldValue<byte[]>(8))
            )
        )
        {
            throw JournalFault.DamagedSubject(location, fingerprint);
        }

        return parts is < 1 or > int.MaxValue
            ? throw JournalFault.Malformed(
                location,
                $"the ablations under {fingerprint} have {parts} parts."
            )
            : new StoredSubject(
                row.GetInt64(0),
                new JournalSubject(
                    fingerprint,
                    (int)parts,
                    OutputNames.Read(outputs)
                        ?? throw JournalFault.Malformed(
                            location,
                            $"the outputs under {fingerprint} should be a JSON array of strings."
                        )
                ),
                isChecked
            );
    }

    /// <summary>Complains when the ablations are of something else.</summary>
    /// <exception cref="InterplayException"><c>journal-mismatch</c>.</exception>
    public void Check(JournalSubject wanted, string location)
    {
        // Names are compared as they are stored: text that is no Unicode is stored with replacements.
        if (
            wanted.PartCount != PartCount
            || (
                !wanted.Outputs.SequenceEqual(Subject.Outputs)
                && OutputNames
                    .Read(OutputNames.ToJson(wanted.Outputs))
                    ?.SequenceEqual(Subject.Outputs)
                    is not true
            )
        )
        {
            throw JournalFault.Mismatch(
                location,
                Subject.Fingerprint,
                (PartCount, Subject.Outputs),
                (wanted.PartCount, wanted.Outputs)
            );
        }
    }

    /// <summary>Complains when rows are of another shape.</summary>
    /// <exception cref="InterplayException"><c>journal-mismatch</c>.</exception>
    public void Check(int partCount, int outputCount, string location)
    {
        if (partCount != PartCount || outputCount != OutputCount)
        {
            throw JournalFault.Mismatch(
                location,
                Subject.Fingerprint,
                (PartCount, OutputCount),
                (partCount, outputCount)
            );
        }
    }
}
