namespace Interplay.Storage.Postgres;

/// <summary>What statements that read select from: the tables as they are, or those of version 1 with the columns that they lack.</summary>
/// <param name="IsChecked">Whether rows carry checksums: from version 2 on.</param>
internal sealed record PostgresTables(bool IsChecked)
{
    public static readonly PostgresTables Checked = new(true);
    public static readonly PostgresTables Unchecked = new(false);

    /// <summary>The value functions.</summary>
    public string Subjects =>
        IsChecked
            ? "interplay_subjects"
            : "(SELECT *, NULL::bytea AS checksum FROM interplay_subjects)";

    /// <summary>The ablations.</summary>
    public string Ablations =>
        IsChecked
            ? "interplay_ablations"
            : "(SELECT *, 0 AS repeat, 1 AS is_unchecked, NULL::bytea AS checksum FROM interplay_ablations)";

    /// <summary>How many of the ablations <c>a</c> of the subjects <c>s</c> do not fit their checksums, and the mask of one of them in hexadecimal digits.</summary>
    public string Damaged
    {
        get
        {
            if (!IsChecked)
            {
                return "0::bigint, NULL::text";
            }

            string mask =
                $"CASE WHEN a.mask IS NOT NULL AND a.checksum IS DISTINCT FROM {PostgresChecksum.OfRow("s", "a")} THEN encode(a.mask, 'hex') END";
            return $"count({mask}), min({mask})";
        }
    }
}
