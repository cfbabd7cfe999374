using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Studies;

/// <summary>
/// Wide ablation tables through the real command line: plan writes the masks, evaluate fills them from a game of 200 terms with noise (those of <see
/// cref="WideRecovery"/>), recover reads the table and finds the terms; as Markdown. Build the command line first, in Release. The folder needs room
/// for MASKS x PARTS bytes; files are deleted afterwards.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- widetables PARTS MASKS FORMAT[,FORMAT...] [folder] formats: csv, csv.gz, parquet, npy
/// </code>
/// </remarks>
internal static class WideTableFiles
{
    public static void Run(string[] args)
    {
        int parts = int.Parse(args[0]);
        int masks = int.Parse(args[1]);
        string[] formats = args[2].Split(',');
        string folder = Directory
            .CreateDirectory(
                Path.Combine(args.Length > 3 ? args[3] : Path.GetTempPath(), $"widetables-{parts}")
            )
            .FullName;
        string cli = Path.GetFullPath("src/Interplay.Cli/bin/Release/net10.0/Interplay.Cli.dll");
        Spectrum truth = Truth(parts, 1);
        string game = Path.Combine(folder, "game.json");
        WriteGame(game);
        Console.WriteLine(
            "| format | parts | masks | verb | seconds | processor s | peak memory GB | file GB | terms found of 200 | false |\n|---|---|---|---|---|---|---|---|---|---|"
        );
        try
        {
            foreach (string format in formats)
            {
                string table = Path.Combine(folder, $"table.{(format == "npy" ? "csv" : format)}");
                string saved = Path.Combine(folder, "explanation.json");
                Run(
                    format,
                    "plan",
                    table,
                    "--parts-count",
                    $"{parts}",
                    "--budget",
                    $"{masks}",
                    "--held-out",
                    "2000",
                    "--method",
                    "wide",
                    "-o",
                    table
                );
                Run(format, "evaluate", table, table, "--game", game);
                string[] input = [table];
                if (format == "npy")
                {
                    input = ToNumpy(table);
                }

                Run(format, "recover", input[0], [.. input, "--method", "wide", "--json", saved]);
                File.Delete(saved);
                foreach (string file in Directory.GetFiles(folder, "table.*"))
                {
                    File.Delete(file);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Run(string format, string verb, string file, params string[] arguments)
        {
            long start = Stopwatch.GetTimestamp();
            using var process = Process.Start(
                new ProcessStartInfo("dotnet", [cli, verb, .. arguments])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, line) =>
            {
                if (line.Data is not null && !line.Data.Contains('%', StringComparison.Ordinal))
                {
                    Console.Error.WriteLine(line.Data);
                }
            };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            long peak = 0;
            TimeSpan cpu = default;
            // The high-water mark only grows, so that the last look has it.
            while (!process.WaitForExit(200))
            {
                try
                {
                    process.Refresh();
                    peak = Math.Max(peak, process.PeakWorkingSet64);
                    cpu = TimeSpan.FromTicks(Math.Max(cpu.Ticks, process.TotalProcessorTime.Ticks));
                }
                catch (InvalidOperationException)
                {
                    break;
                }
            }

            process.WaitForExit();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{verb} ended with {process.ExitCode}");
            }

            Console.WriteLine(
                $"| {format} | {parts} | {masks} | {verb} | {seconds:0.0} | {cpu.TotalSeconds:0.0} | {peak / 1e9:0.00} | {new FileInfo(file).Length / 1e9:0.00} | {(verb == "recover" ? Found(arguments[^1]) : "|")} |"
            );
        }

        string Found(string saved)
        {
            using FileStream file = File.OpenRead(saved);
            Spectrum spectrum = ExplanationJson.Read(file).Outputs[0].Spectrum;
            int found = truth.Terms.Count(term =>
                term.Parts.Order > 0 && spectrum.TryGet(term.Parts, out _)
            );
            int wrong = spectrum.Terms.Count(term => !truth.TryGet(term.Parts, out _));
            return $"{found} | {wrong}";
        }

        // As the datamodels project publishes retrainings: flags, models x training rows, and floats, models x test rows.
        string[] ToNumpy(string table)
        {
            string maskFile = Path.Combine(folder, "table.masks.npy");
            string valueFile = Path.Combine(folder, "table.outputs.npy");
            using var reader = new StreamReader(
                table,
                new FileStreamOptions { BufferSize = 1 << 16 }
            );
            AblationTable read = AblationTableCsv.Read(reader);
            using FileStream flags = Header(maskFile, "|b1", read.Masks.RowCount, parts);
            using FileStream floats = Header(valueFile, "<f4", read.Masks.RowCount, 1);
            var text = new char[parts];
            var line = new byte[parts];
            Span<byte> number = stackalloc byte[4];
            for (int row = 0; row < read.Masks.RowCount; row++)
            {
                read.Masks.Format(row, text);
                for (int part = 0; part < parts; part++)
                {
                    line[part] = (byte)(text[part] - '0');
                }

                flags.Write(line);
                BinaryPrimitives.WriteSingleLittleEndian(number, (float)read.ValuesOf(row)[0]);
                floats.Write(number);
            }

            return [maskFile, "--outputs", valueFile, "--test-rows", "2000"];
        }

        void WriteGame(string path)
        {
            double deviation = Math.Sqrt(
                truth
                    .Terms.Where(static term => term.Parts.Order > 0)
                    .Sum(static term => term.Coefficient * term.Coefficient)
            );
            using FileStream file = File.Create(path);
            using var json = new Utf8JsonWriter(file);
            json.WriteStartObject();
            json.WriteString("name", "wide");
            json.WriteNumber("n", parts);
            json.WriteString("kind", "fourier");
            json.WriteNumber("noise_sigma", 0.5 * deviation);
            json.WriteNumber("noise_seed", 1);
            json.WriteNumber("noise_rel", 0.5);
            json.WriteNumber("std", deviation);
            json.WriteNumber("test_rows", 0);
            json.WriteString("test_masks_b64", "");
            json.WriteString("test_values_b64", "");
            json.WriteStartArray("top_fourier");
            json.WriteEndArray();
            json.WriteStartArray("terms");
            foreach (SpectrumTerm term in truth.Terms)
            {
                json.WriteStartArray();
                json.WriteStartArray();
                foreach (int part in term.Parts.Parts)
                {
                    json.WriteNumberValue(part);
                }

                json.WriteEndArray();
                json.WriteNumberValue(term.Coefficient);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static FileStream Header(string path, string type, int rows, int columns)
    {
        FileStream file = File.Create(path);
        string text =
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";
        text = text.PadRight((text.Length + 11 + 63) / 64 * 64 - 11) + "\n";
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(text.Length & 255), (byte)(text.Length >> 8)]);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        return file;
    }

    private static Spectrum Truth(int parts, ulong seed)
    {
        var random = new SeededRandom(seed, 5);
        int[] order = random.Permutation(parts);
        double Size() => (random.NextInt(2) == 0 ? -1 : 1) * (0.5 + random.NextDouble());
        var terms = new List<SpectrumTerm> { new(PartSet.Empty, 3) };
        terms.AddRange(order[..160].Select(part => new SpectrumTerm(PartSet.Of(part), Size())));
        for (int pair = 0; pair < 40; pair++)
        {
            int first = pair % 3 == 0 ? order[160 + 2 * pair] : order[2 * pair];
            int second = pair % 3 == 2 ? order[2 * pair + 1] : order[161 + 2 * pair];
            terms.Add(new SpectrumTerm(PartSet.Of(first, second), Size()));
        }

        return new Spectrum(parts, terms);
    }
}
