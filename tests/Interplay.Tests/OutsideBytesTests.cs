using System.IO.Compression;
using System.Text;
using Interplay.Masks;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tests;

/// <summary>Bytes of outside are read whole, as text that is text, from files that are files.</summary>
public sealed class OutsideBytesTests
{
    [Fact]
    public void A_gzip_file_is_whole_or_an_error()
    {
        SeededRandom random = Random();
        for (int trial = 0; trial < 40; trial++)
        {
            byte[][] members =
            [
                .. Enumerable
                    .Range(0, 1 + random.NextInt(3))
                    .Select(_ => Bytes(random, random.NextInt(5000))),
            ];
            byte[] packed = [.. members.SelectMany(Packed)];
            Assert.Equal([.. members.SelectMany(static x => x)], Unpacked(packed));
            for (int cut = 0; cut < 20; cut++)
            {
                // What is cut off between two members is a whole file.
                int length = random.NextInt(packed.Length);
                if (!Ends(members).Contains(length))
                {
                    Assert.Throws<InvalidDataException>(() => Unpacked(packed[..length]));
                }
            }

            Assert.Throws<InvalidDataException>(() => Unpacked([.. packed, 1, 2, 3]));
        }
    }

    [Fact]
    public void Text_is_what_the_runtime_reads_or_an_error()
    {
        SeededRandom random = Random();
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] bytes =
                random.NextInt(2) == 0
                    ? Bytes(random, random.NextInt(40))
                    : Encoding.UTF8.GetBytes("naïve — 日本語 👩‍👩‍👧"[..(1 + random.NextInt(11))]);
            if (random.NextInt(3) == 0 && bytes.Length > 0)
            {
                bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            }

            if (
                bytes.Length >= 2 && bytes[0] >= 0xFE && bytes[1] >= 0xFE
                || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])
            )
            {
                continue;
            }

            string? expected;
            try
            {
                expected = strict.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                expected = null;
            }

            if (expected is null)
            {
                Assert.Equal(
                    "text-malformed",
                    Assert.Throws<InterplayException>(() => Read(bytes)).Name
                );
            }
            else
            {
                Assert.Equal(expected, Read(bytes));
            }
        }
    }

    [Fact]
    public void Long_texts_and_marks_of_their_order_are_read()
    {
        string text = string.Concat(Enumerable.Repeat("añ日👩\n", 40_000));
        Assert.Equal(text, Read(Encoding.UTF8.GetBytes(text)));
        foreach (
            Encoding encoding in (Encoding[])
                [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode]
        )
        {
            Assert.Equal("a日\n", Read([.. encoding.GetPreamble(), .. encoding.GetBytes("a日\n")]));
        }

        using var lines = new ValidText(new MemoryStream("a\r\nb\n"u8.ToArray()), "x");
        Assert.Equal("a", lines.ReadLine());
        Assert.Equal('b', lines.Peek());
        Assert.Equal("b", lines.ReadLine());
        Assert.Null(lines.ReadLine());
    }

    [Fact]
    public void Only_regular_files_are_opened()
    {
        string folder = Directory.CreateTempSubdirectory("interplay-files-").FullName;
        try
        {
            Assert.Equal("file-unreadable", Refused(folder));
            Assert.Equal("file-not-found", Refused(Path.Combine(folder, "none")));
            Assert.Equal("file-unreadable", Refused("a\0b"));
            if (OperatingSystem.IsLinux())
            {
                Assert.Equal("file-unreadable", Refused("/dev/zero"));
                Assert.Equal("file-unreadable", Refused("/dev/null"));
            }

            string file = Path.Combine(folder, "file");
            File.WriteAllBytes(file, new byte[100]);
            Assert.Equal(100, WholeFile.ReadAll(file, 100, TooLong).Length);
            Assert.Throws<InvalidOperationException>(() => WholeFile.ReadAll(file, 99, TooLong));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Streams_of_any_length_are_read_up_to_the_limit()
    {
        foreach (int length in (int[])[0, 1, 65_535, 65_536, 65_537, 200_000])
        {
            byte[] bytes = new byte[length];
            Assert.Equal(length, WholeFile.ReadAll(new Unseekable(bytes), 200_000, TooLong).Length);
            Assert.Equal(
                length,
                WholeFile.ReadAll(new MemoryStream(bytes), 200_000, TooLong).Length
            );
        }

        Assert.Throws<InvalidOperationException>(() =>
            WholeFile.ReadAll(new Unseekable(new byte[200_001]), 200_000, TooLong)
        );
    }

    /// <summary>Quoted as R does, or not: the same table.</summary>
    [Fact]
    public void Quotation_marks_around_cells_change_nothing()
    {
        SeededRandom random = Random();
        for (int trial = 0; trial < 50; trial++)
        {
            var plain = new StringBuilder("mask,a,b,split\n");
            var quoted = new StringBuilder("\"\",\"mask\",\"a\",\"b\",\"split\"\n");
            for (int row = 0; row < 8; row++)
            {
                string[] cells =
                [
                    Convert.ToString(row, 2).PadLeft(3, '0'),
                    $"{random.NextInt(100)}",
                    $"{random.NextInt(100)}e-1",
                    random.NextInt(2) == 0 ? "train" : "test",
                ];
                plain.Append(string.Join(',', cells)).Append('\n');
                quoted
                    .Append($"\"{row + 1}\",")
                    .Append(
                        string.Join(
                            ',',
                            cells.Select(cell => random.NextInt(2) == 0 ? $"\"{cell}\"" : cell)
                        )
                    )
                    .Append('\n');
            }

            AblationTable expected = AblationTableCsv.Read(
                new StringReader(plain.ToString()),
                cancellationToken: TestContext.Current.CancellationToken
            );
            AblationTable found = AblationTableCsv.Read(
                new StringReader(quoted.ToString()),
                cancellationToken: TestContext.Current.CancellationToken
            );
            Assert.Equal(expected.Outputs, found.Outputs);
            Assert.Equal(expected.Splits, found.Splits);
            Assert.Single(found.Notes);
            for (int row = 0; row < 8; row++)
            {
                Assert.Equal(expected.Masks.GetMask(row), found.Masks.GetMask(row));
                Assert.Equal(expected.ValuesOf(row).ToArray(), found.ValuesOf(row).ToArray());
            }
        }
    }

    /// <summary>Whatever a header claims, it is refused by name and takes no memory.</summary>
    [Fact]
    public void Claims_of_numpy_headers_are_checked()
    {
        SeededRandom random = Random();
        for (int trial = 0; trial < 300; trial++)
        {
            string shape =
                $"({1L << random.NextInt(40)}, {(1L << random.NextInt(40)) - random.NextInt(2)})";
            string header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n";
            byte[] file =
            [
                0x93,
                .. "NUMPY"u8,
                1,
                0,
                (byte)header.Length,
                0,
                .. Encoding.ASCII.GetBytes(header),
                .. new byte[random.NextInt(64)],
            ];
            try
            {
                AblationTableNumpy.Read(
                    new MemoryStream(file),
                    new MemoryStream(file),
                    cancellationToken: TestContext.Current.CancellationToken
                );
            }
            catch (InterplayException exception)
            {
                Assert.Contains(exception.Name, (string[])["numpy-malformed", "numpy-unsupported"]);
            }
        }
    }

    private static SeededRandom Random()
    {
        ulong seed = (ulong)Environment.TickCount64;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return new SeededRandom(seed);
    }

    private static byte[] Bytes(SeededRandom random, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)random.NextInt(random.NextInt(2) == 0 ? 256 : 4);
        }

        return bytes;
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static int[] Ends(byte[][] members)
    {
        int end = 0;
        return [.. members.Select(member => end += Packed(member).Length)];
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var gzip = new WholeGzipStream(new MemoryStream(packed));
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Read(byte[] bytes)
    {
        using var text = new ValidText(new MemoryStream(bytes), "x");
        return text.ReadToEnd();
    }

    private static string Refused(string path) =>
        Assert.Throws<InterplayException>(() => WholeFile.OpenRead(path)).Name;

    private static InvalidOperationException TooLong() => new("too long");

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
