using System.Globalization;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Storage;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Npgsql;

namespace Interplay.Studies;

/// <summary>
/// Random bit flips in journals, one at a time: of a SQLite file anywhere in it, of a PostgreSQL journal anywhere in its columns. Reading names the damage
/// (journal-malformed, journal-version and their kin), gives everything as it was (the bit means nothing), or changes something in silence; as Markdown.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- flips [FLIPS [SEED [postgres://user@host/empty-database]]]
/// </code>
/// </remarks>
internal static class JournalDamage
{
    private const string Fingerprint = "f00d";
    private const int Rows = 400;
    private const int Parts = 20;

    public static async Task RunAsync(string[] args)
    {
        int flips = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
        ulong seed = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 21;
        Console.WriteLine(
            $"Seed {seed}, {Rows} masks of {Parts} parts.\n\n| store | flips | named | without meaning | changed in silence |\n|---|---|---|---|---|"
        );
        string folder = Directory.CreateTempSubdirectory("interplay-flips-").FullName;
        string file = Path.Combine(folder, "x.journal");
        await FillAsync(file);
        byte[] whole = await File.ReadAllBytesAsync(file);
        await CountAsync(
            "SQLite",
            file,
            flips,
            new SeededRandom(seed),
            async random =>
            {
                byte[] flipped = [.. whole];
                flipped[random.NextInt(whole.Length)] ^= (byte)(1 << random.NextInt(8));
                File.Delete(file + "-wal");
                File.Delete(file + "-shm");
                await File.WriteAllBytesAsync(file, flipped);
            }
        );
        Directory.Delete(folder, recursive: true);
        if (args.Length > 2)
        {
            await FillAsync(args[2]);
            var columns = new Columns(args[2]);
            await columns.KeepAsync();
            await CountAsync(
                "PostgreSQL",
                args[2],
                flips,
                new SeededRandom(seed),
                columns.FlipAsync
            );
        }
    }

    private static async Task FillAsync(string address)
    {
        MaskMatrix masks = MaskIndex
            .Over(UniformDesign.Draw(Parts, Rows, new SeededRandom(1)))
            .ToMatrix();
        await using IDurableJournal journal = await Journals.OpenAsync(address);
        await journal.BeginAsync(new JournalSubject(Fingerprint, Parts, ["first", "second"]));
        await journal.DescribeAsync(Fingerprint, "a description");
        var random = new SeededRandom(2);
        var values = new double[2 * masks.RowCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextGaussian();
        }

        await journal.AppendAsync(Fingerprint, masks, values);
    }

    private static async Task CountAsync(
        string store,
        string address,
        int flips,
        SeededRandom random,
        Func<SeededRandom, Task> flip
    )
    {
        string expected = await ReadAsync(address);
        int named = 0;
        int same = 0;
        int silent = 0;
        for (int i = 0; i < flips; i++)
        {
            await flip(random);
            try
            {
                if (await ReadAsync(address) == expected)
                {
                    same++;
                }
                else
                {
                    silent++;
                }
            }
            catch (InterplayException error)
                when (error.Name.StartsWith("journal-", StringComparison.Ordinal))
            {
                named++;
            }
        }

        Console.WriteLine($"| {store} | {flips} | {named} | {same} | {silent} |");
    }

    /// <summary>Everything that can be read, in words.</summary>
    private static async Task<string> ReadAsync(string address)
    {
        await using IDurableJournal journal = await Journals.OpenAsync(address);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (JournalSummary summary in await journal.ListAsync())
        {
            string fingerprint = summary.Subject.Fingerprint;
            await text.WriteAsync($"{fingerprint} {summary.Subject.PartCount} ");
            await text.WriteAsync($"{string.Join(' ', summary.Subject.Outputs)} ");
            await text.WriteAsync($"{summary with { Subject = null! }}");
            await foreach (JournalEntry entry in journal.EntriesAsync(fingerprint))
            {
                await text.WriteAsync($"{entry.Mask} {entry.Repeat} {entry.Cost} {entry.Written} ");
                await text.WriteAsync(string.Join(' ', entry.Values.ToArray()));
            }
        }

        return text.ToString();
    }

    /// <summary>The columns of a PostgreSQL journal, and copies of its tables as they should be.</summary>
    private sealed class Columns(string address)
    {
        private static readonly string[] Bytes = ["mask", "output_values", "checksum"];
        private static readonly string[] Numbers =
        [
            "repeat",
            "calls",
            "input_tokens",
            "output_tokens",
            "duration_us",
            "written_us",
            "is_unchecked",
        ];
        private readonly string _connection = ConnectionOf(address);

        public Task KeepAsync() =>
            ExecuteAsync(
                "CREATE TABLE kept_subjects AS TABLE interplay_subjects; CREATE TABLE kept_ablations AS TABLE interplay_ablations"
            );

        public async Task FlipAsync(SeededRandom random)
        {
            await ExecuteAsync(
                "DELETE FROM interplay_ablations; INSERT INTO interplay_ablations TABLE kept_ablations;"
                    + "UPDATE interplay_subjects s SET part_count = k.part_count, outputs = k.outputs, description = k.description, created_us = k.created_us, disagreements = k.disagreements, checksum = k.checksum FROM kept_subjects k WHERE k.id = s.id"
            );
            await ExecuteAsync(
                random.NextInt(10) == 0
                    ? random.NextInt(4) switch
                    {
                        0 =>
                            "UPDATE interplay_subjects SET checksum = set_bit(checksum, 9, 1 - get_bit(checksum, 9))",
                        1 =>
                            $"UPDATE interplay_subjects SET part_count = part_count # {1 << random.NextInt(31)}",
                        2 =>
                            $"UPDATE interplay_subjects SET created_us = created_us # {1L << random.NextInt(62)}",
                        _ =>
                            $"UPDATE interplay_subjects SET outputs = overlay(outputs placing chr(ascii(substr(outputs, {3 + random.NextInt(4)}, 1)) # 1) from {3 + random.NextInt(4)})",
                    }
                    : $"UPDATE interplay_ablations SET {Flipped(random)} WHERE mask = (SELECT mask FROM kept_ablations ORDER BY mask OFFSET {random.NextInt(Rows)} LIMIT 1)"
            );
        }

        private static string Flipped(SeededRandom random)
        {
            if (random.NextInt(3) < 2)
            {
                string column = Bytes[random.NextInt(Bytes.Length)];
                int bit = random.NextInt(
                    column switch
                    {
                        "mask" => 24,
                        "checksum" => 64,
                        _ => 128,
                    }
                );
                return $"{column} = set_bit({column}, {bit}, 1 - get_bit({column}, {bit}))";
            }

            string number = Numbers[random.NextInt(Numbers.Length)];
            return $"{number} = {number} # {1 << random.NextInt(31)}";
        }

        private async Task ExecuteAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(_connection);
            await connection.OpenAsync();
#pragma warning disable CA2100 // Made here, from constants and numbers.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }

        private static string ConnectionOf(string address)
        {
            var uri = new Uri(address);
            string[] user = uri.UserInfo.Split(':');
            return new NpgsqlConnectionStringBuilder
            {
                Host = uri.Host,
                Port = uri.Port,
                Username = user[0],
                Password = user.Length > 1 ? user[1] : null,
                Database = uri.AbsolutePath.Trim('/'),
            }.ConnectionString;
        }
    }
}
