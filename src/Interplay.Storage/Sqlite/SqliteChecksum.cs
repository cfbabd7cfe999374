using Interplay.Storage.Stored;
using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>Checksums as a function of SQL, so that all rows can be looked through where they are.</summary>
internal static class SqliteChecksum
{
    public const string Function = "interplay_row_checksum";
    private const string SubjectFunction = "interplay_subject_checksum";

    /// <summary>The checksum that a row of a table should have.</summary>
    public static string OfRow(string subjects, string ablations) =>
        $"{Function}({subjects}.fingerprint, {ablations}.mask, {ablations}.repeat, {ablations}.output_values, {ablations}.calls, {ablations}.input_tokens, {ablations}.output_tokens, {ablations}.duration_us, {ablations}.written_us, {ablations}.is_unchecked)";

    /// <summary>The checksum that a value function should have.</summary>
    public static string OfSubject(string subjects) =>
        $"{SubjectFunction}({subjects}.fingerprint, {subjects}.part_count, {subjects}.outputs, {subjects}.description, {subjects}.tool_version, {subjects}.created_us, {subjects}.disagreements)";

    /// <summary>Makes the functions known to a connection. A column of another type than it should be has no checksum.</summary>
    public static void AddTo(SqliteConnection connection)
    {
        connection.CreateFunction<object?>(
            Function,
            static columns =>
                columns
                    is [
                        string fingerprint,
                        byte[] mask,
                        long repeat,
                        byte[] values,
                        long calls,
                        long input,
                        long output,
                        long duration,
                        long written,
                        long isUnchecked,
                    ]
                && isUnchecked is 0 or 1
                    ? Checksum.OfRow(
                        fingerprint,
                        mask,
                        repeat,
                        values,
                        [calls, input, output, duration],
                        written,
                        isUnchecked == 1
                    )
                    : null,
            isDeterministic: true
        );
        connection.CreateFunction<object?>(
            SubjectFunction,
            static columns =>
                columns
                    is [
                        string fingerprint,
                        long parts,
                        string outputs,
                        var description,
                        string version,
                        long created,
                        long disagreements,
                    ]
                && description is string or DBNull or null
                    ? Checksum.OfSubject(
                        fingerprint,
                        parts,
                        outputs,
                        description as string,
                        version,
                        created,
                        disagreements
                    )
                    : null,
            isDeterministic: true
        );
    }
}
