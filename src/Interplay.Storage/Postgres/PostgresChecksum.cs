using Interplay.Storage.Stored;

namespace Interplay.Storage.Postgres;

/// <summary>Checksums as the server works them out, byte for byte as <see cref="Checksum"/> does.</summary>
internal static class PostgresChecksum
{
    /// <summary>The checksum that a row of a table should have.</summary>
    public static string OfRow(string subjects, string ablations) =>
        OfRow(
            $"{subjects}.fingerprint",
            Number($"{ablations}.repeat"),
            Number($"{ablations}.is_unchecked"),
            ablations
        );

    /// <summary>The checksum that a row will have: its first value, unchecked until now.</summary>
    public static string OfRowOfVersion1(string subjects, string ablations) =>
        OfRow($"{subjects}.fingerprint", Number("0"), Number("1"), ablations);

    /// <summary>The checksum that a value function should have.</summary>
    public static string OfSubject(string subjects) =>
        Sum(
            Text($"{subjects}.fingerprint"),
            Number($"{subjects}.part_count"),
            Text($"{subjects}.outputs"),
            Number($"(CASE WHEN {subjects}.description IS NULL THEN 0 ELSE 1 END)"),
            Text($"coalesce({subjects}.description, '')"),
            Text($"{subjects}.tool_version"),
            Number($"{subjects}.created_us"),
            Number($"{subjects}.disagreements")
        );

    private static string OfRow(
        string fingerprint,
        string repeat,
        string isUnchecked,
        string ablations
    ) =>
        Sum(
            Text(fingerprint),
            Bytes($"{ablations}.mask"),
            repeat,
            Bytes($"{ablations}.output_values"),
            Number($"{ablations}.calls"),
            Number($"{ablations}.input_tokens"),
            Number($"{ablations}.output_tokens"),
            Number($"{ablations}.duration_us"),
            Number($"{ablations}.written_us"),
            isUnchecked
        );

    private static string Sum(params string[] fields) =>
        $"substr(sha256({string.Join(" || ", fields)}), 1, {Checksum.Length})";

    private static string Number(string column) => $"int8send(({column})::bigint)";

    private static string Bytes(string column) =>
        $"int8send(octet_length({column})::bigint) || {column}";

    private static string Text(string column) => Bytes($"convert_to({column}, 'UTF8')");
}
