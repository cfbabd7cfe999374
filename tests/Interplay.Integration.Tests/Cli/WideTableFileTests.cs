using System.Globalization;
using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Ablation tables in files as other programs write them, and as nobody should.</summary>
public sealed class WideTableFileTests
{
    private static readonly string[] Masks =
    [
        .. Enumerable.Range(0, 8).Select(static mask => Convert.ToString(mask, 2).PadLeft(3, '0')),
    ];

    private static readonly double[] Values = [1, 2, 3, 4.5, 5, 6, 7.25, 8];

    [Theory]
    [InlineData("text", 8)]
    [InlineData("text", 3)]
    [InlineData("nullable", 3)]
    [InlineData("bytes", 3)]
    [InlineData("nullable bytes", 8)]
    public async Task Parquet_of_other_writers_says_what_csv_says(string masks, int rowsPerGroup)
    {
        using var folder = new TempFolder();
        string csv = folder.With("t.csv", Csv());
        string parquet = folder["t.parquet"];
        await WriteParquetAsync(parquet, masks, rowsPerGroup);
        Assert.Equal(await RecoveredAsync(folder, csv), await RecoveredAsync(folder, parquet));
    }

    /// <summary>2^40 rows in a file of some hundred bytes would be an array of terabytes.</summary>
    [Fact]
    public async Task A_row_group_that_claims_more_rows_than_its_file_can_hold_is_refused()
    {
        using var folder = new TempFolder();
        string parquet = folder["t.parquet"];
        await WriteParquetAsync(parquet, "text", 8);
        // Counts are i64 fields that follow the field before them: 0x16, and 8 as a zigzag number.
        await ChangeFooterAsync(parquet, [0x16, 0x10], [0x16, .. Number(1L << 40)]);
        CliResult result = (await CliRun.RunAsync(["recover", parquet])).Failed(
            3,
            "table-malformed"
        );
        Assert.Contains(
            "is said to have 1099511627776 rows",
            result.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_row_group_that_unfolds_to_more_than_can_be_held_is_refused()
    {
        using var folder = new TempFolder();
        string parquet = folder["t.parquet"];
        await WriteParquetAsync(parquet, "text", 8);
        // The size of the values unfolded comes after their number.
        await ChangeFooterAsync(
            parquet,
            [0x16, 0x10, 0x16],
            [0x16, 0x10, 0x16, .. Number(5_000_000_000)],
            dropsNumber: true
        );
        (await CliRun.RunAsync(["recover", parquet])).Failed(3, "row-group-too-large");
    }

    [Fact]
    public async Task A_packed_table_that_is_cut_off_is_refused()
    {
        using var folder = new TempFolder();
        string table = folder["t.csv.gz"];
        await PlanAsync(table);
        byte[] bytes = await File.ReadAllBytesAsync(table, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            table,
            bytes[..(bytes.Length / 2)],
            TestContext.Current.CancellationToken
        );
        (await CliRun.RunAsync(["recover", table])).Failed(3, "table-malformed");
    }

    /// <summary>Tables of many parts are packed in another way than small ones; any program unpacks both.</summary>
    [Fact]
    public async Task A_wide_plan_is_the_same_packed_and_not()
    {
        using var folder = new TempFolder();
        string plain = folder["t.csv"];
        string packed = folder["t.csv.gz"];
        await PlanAsync(plain);
        await PlanAsync(packed);
        await using var unpacked = new GZipStream(
            File.OpenRead(packed),
            CompressionMode.Decompress
        );
        using var reader = new StreamReader(unpacked);
        string text = await File.ReadAllTextAsync(plain, TestContext.Current.CancellationToken);
        Assert.Equal(text, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(41, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.True(new FileInfo(packed).Length < new FileInfo(plain).Length / 4);
    }

    [Theory]
    [InlineData("1", "output 1")]
    [InlineData("0,2-3", "output 0, output 2, output 3")]
    [InlineData("output 3", "output 3")]
    public async Task Only_chosen_outputs_of_numpy_files_are_read(string only, string names)
    {
        using var folder = new TempFolder();
        string masks = folder["masks.npy"];
        string outputs = folder["margins.npy"];
        Numpy(
            masks,
            "|b1",
            3,
            [.. Masks.SelectMany(static mask => mask.Select(static c => (byte)(c - '0')))]
        );
        Numpy(
            outputs,
            "<f4",
            4,
            [
                .. Values.SelectMany(static value =>
                    Enumerable
                        .Range(1, 4)
                        .SelectMany(output => BitConverter.GetBytes((float)(value * output)))
                ),
            ]
        );
        string saved = folder["e.json"];
        CliResult result = await CliRun.RunAsync([
            "recover",
            masks,
            "--outputs",
            outputs,
            "--only",
            only,
            "--method",
            "exact",
            "--json",
            saved,
        ]);
        result.Succeeded();
        await using FileStream file = File.OpenRead(saved);
        using var json = System.Text.Json.JsonDocument.Parse(file);
        Assert.Equal(
            names,
            string.Join(
                ", ",
                json.RootElement.GetProperty("outputs")
                    .EnumerateArray()
                    .Select(static output => output.GetString())
            )
        );
        (await CliRun.RunAsync(["recover", masks, "--outputs", outputs, "--only", "2-4"])).Failed(
            2,
            "outputs-unreadable"
        );
    }

    private static async Task PlanAsync(string table) =>
        (
            await CliRun.RunAsync([
                "plan",
                "--parts-count",
                "1500",
                "--budget",
                "40",
                "--method",
                "wide",
                "-o",
                table,
            ])
        ).Succeeded();

    private static async Task<string> RecoveredAsync(TempFolder folder, string table)
    {
        string json = folder["e.json"];
        (
            await CliRun.RunAsync(["recover", table, "--method", "exact", "--json", json])
        ).Succeeded();
        return Samples.WithoutTimings(
            await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)
        );
    }

    private static string Csv() =>
        string.Concat(
            Masks
                .Zip(Values)
                .Select(static row =>
                    string.Create(CultureInfo.InvariantCulture, $"{row.First},{row.Second}\n")
                )
                .Prepend("mask,value\n")
        );

    private static async Task WriteParquetAsync(string path, string masks, int rowsPerGroup)
    {
        DataField mask = masks switch
        {
            "text" => new DataField<string>("mask", nullable: false),
            "nullable" => new DataField<string>("mask", nullable: true),
            "bytes" => new DataField<byte[]>("mask", nullable: false),
            _ => new DataField<byte[]>("mask", nullable: true),
        };
        var value = new DataField<float>("value");
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(mask, value),
            file
        );
        for (int start = 0; start < Masks.Length; start += rowsPerGroup)
        {
            string[] texts = [.. Masks.Skip(start).Take(rowsPerGroup)];
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            if (masks.Contains("bytes", StringComparison.Ordinal))
            {
                await group.WriteAsync(
                    mask,
                    texts
                        .Select(static text => text.Select(static c => (byte)(c - '0')).ToArray())
                        .ToArray()
                );
            }
            else
            {
                await group.WriteAsync(mask, texts);
            }

            await group.WriteAsync<float>(
                value,
                Values.Skip(start).Take(rowsPerGroup).Select(static one => (float)one).ToArray()
            );
        }
    }

    /// <summary>Replaces bytes in the description of a Parquet file, wherever they are, with the number after them if asked, and says its new length.</summary>
    private static async Task ChangeFooterAsync(
        string path,
        byte[] from,
        byte[] to,
        bool dropsNumber = false
    )
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        int length = BitConverter.ToInt32(bytes, bytes.Length - 8);
        byte[] data = bytes[..^(8 + length)];
        List<byte> footer = [.. bytes[^(8 + length)..^8]];
        for (int i = 0; i + from.Length <= footer.Count; i++)
        {
            if (footer.GetRange(i, from.Length).SequenceEqual(from))
            {
                footer.RemoveRange(i, from.Length);
                while (dropsNumber && footer[i] >= 0x80)
                {
                    footer.RemoveAt(i);
                }

                footer.RemoveRange(i, dropsNumber ? 1 : 0);
                footer.InsertRange(i, to);
                i += to.Length - 1;
            }
        }

        await File.WriteAllBytesAsync(
            path,
            [.. data, .. footer, .. BitConverter.GetBytes(footer.Count), .. "PAR1"u8],
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>A number as Thrift's compact protocol writes it.</summary>
    private static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        ulong rest = (ulong)value << 1;
        while (rest >= 0x80)
        {
            bytes.Add((byte)(rest | 0x80));
            rest >>= 7;
        }

        bytes.Add((byte)rest);
        return [.. bytes];
    }

    private static void Numpy(string path, string type, int columns, byte[] data)
    {
        string header =
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': (8, {columns}), }}\n";
        using FileStream file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(data);
    }
}
