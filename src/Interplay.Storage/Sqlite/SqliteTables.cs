using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>What statements that read select from: the tables as they are, or those of version 1 with the columns that they lack.</summary>
/// <param name="IsChecked">Whether rows carry checksums: from version 2 on.</param>
internal sealed record SqliteTables(bool IsChecked)
{
    private static readonly SqliteTables Checked = new(true);
    private static readonly SqliteTables Unchecked = new(false);

    /// <summary>The value functions.</summary>
    public string Subjects => IsChecked ? "subjects" : "(SELECT *, NULL AS checksum FROM subjects)";

    /// <summary>The ablations.</summary>
    public string Ablations =>
        IsChecked
            ? "ablations"
            : "(SELECT *, 0 AS repeat, 1 AS is_unchecked, NULL AS checksum FROM ablations)";

    /// <summary>How many of the ablations <c>a</c> of the subjects <c>s</c> do not fit their checksums, and the mask of one of them in hexadecimal digits.</summary>
    public string Damaged
    {
        get
        {
            if (!IsChecked)
            {
                return "0, NULL";
            }

            string mask =
                $"CASE WHEN a.mask IS NOT NULL AND a.checksum IS NOT {SqliteChecksum.OfRow("s", "a")} THEN hex(a.mask) END";
            return $"count({mask}), min({mask})";
        }
    }

    /// <summary>Those of the version that the journal has now; another process may have changed it.</summary>
    public static SqliteTables Of(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()! >= SqliteSchema.Version ? Checked : Unchecked;
    }
}
