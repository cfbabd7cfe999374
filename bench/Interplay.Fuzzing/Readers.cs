using System.IO.Compression;
using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Studies;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.Storage;
using Interplay.Storage.Stored;
using Interplay.Tables;
using Interplay.Training.Tables;
using Interplay.ValueFunctions.Games;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Fuzzing;

/// <summary>Everything that reads bytes of outside, by name.</summary>
internal static class Readers
{
    private const string Table =
        "mask,value,split\n000,1.5,train\n001,2,train\n010,3e2,train\n011,-4,train\n\"100\",,train\n101,6,test\n110,7,test\n111,8,test\n";

    private const string Rows =
        "a,b,c,y\n1,2.5,red,no\n2,NA,blue,yes\n3,\"1,234.5\",red,no\n4,-1e3,\"gr\"\"een\",yes\n5,?,blue,no\n6,7,red,yes\n";

    private static readonly Dictionary<string, Func<string, Task<IReader>>> All = new()
    {
        ["csv"] = static folder =>
            Of([Text(Table), Text("mask,p,q\n01,1,2\n10,3,4\n")], TableOf(folder, ".csv")),
        ["rows"] = static folder =>
            Of([Text(Rows), Text(Rows.Replace(',', ';'))], RowsOf(folder, ".csv")),
        ["gz"] = static folder =>
            Of(
                [Packed(Table), Packed(Rows), [.. Packed(Table), .. Packed("000,3,test\n")]],
                Both(TableOf(folder, ".csv.gz"), RowsOf(folder, ".csv.gz"))
            ),
        ["parquet"] = static async folder =>
            await Of(
                [await ParquetAsync(folder)],
                Both(TableOf(folder, ".parquet"), RowsOf(folder, ".parquet"))
            ),
        ["npy"] = static _ => Of([Numpy("|u1", 1), Numpy("<f8", 8)], ReadNumpyAsync),
        ["json"] = static _ => Of(Jsons(), ReadJsonAsync),
        ["onnx"] = static folder => Of([OnnxFiles.Small()], (input, _) => ReadGraph(folder, input)),
        ["tokenizer"] = static folder =>
            Of([.. Tokenizers().Select(Text)], (input, token) => Tokenize(folder, input, token)),
        ["journal"] = static async folder =>
            await Of(
                [await JournalAsync(folder)],
                (input, token) => ReadJournalAsync(folder, input, token)
            ),
        ["trainer"] = static folder => Task.FromResult<IReader>(new TrainerReader(folder)),
        ["program"] = static folder => Task.FromResult<IReader>(new ProgramReader(folder)),
        ["answers"] = static async _ => await EndpointReader.CreateAsync(),
        ["requests"] = static async _ => await ServerReader.CreateAsync(),
        ["mcp"] = static async folder => await McpReader.CreateAsync(folder),
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Makes the reader of a name, given a folder of its own.</summary>
    public static Func<string, Task<IReader>> Named(string name) =>
        All.TryGetValue(name, out Func<string, Task<IReader>>? create)
            ? create
            : throw new ArgumentException(
                $"No reader '{name}'; there are {string.Join(", ", Names)}."
            );

    private static Task<IReader> Of(
        IReadOnlyList<byte[]> corpus,
        Func<byte[], CancellationToken, Task> read
    ) => Task.FromResult<IReader>(new FunctionReader(corpus, read));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Text(text));
        }

        return packed.ToArray();
    }

    private static Func<byte[], CancellationToken, Task> Both(
        Func<byte[], CancellationToken, Task> first,
        Func<byte[], CancellationToken, Task> second
    ) =>
        async (input, token) =>
        {
            try
            {
                await first(input, token);
            }
            catch (InterplayException)
            {
                await second(input, token);
            }
        };

    private static Func<byte[], CancellationToken, Task> TableOf(string folder, string ending) =>
        async (input, token) =>
        {
            string path = Path.Combine(folder, $"table{ending}");
            await File.WriteAllBytesAsync(path, input, token);
            AblationTable table = await AblationTableFile.ReadAsync(path, null, token);
            table.Divide();
        };

    private static Func<byte[], CancellationToken, Task> RowsOf(string folder, string ending) =>
        async (input, token) =>
        {
            string path = Path.Combine(folder, $"rows{ending}");
            await File.WriteAllBytesAsync(path, input, token);
            DataTable table = (await DataFile.ReadAsync(path, token)).Table;
            DataEncoder.Fit(table, table.Columns[^1], isClassification: true).Encode(table);
        };

    /// <summary>A WordPiece, a BPE and a Unigram tokenizer with what stands around them.</summary>
    private static IEnumerable<string> Tokenizers() =>
        [
            """
                {"added_tokens": [{"id": 1, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
                "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
                "pre_tokenizer": {"type": "BertPreTokenizer"},
                "post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                "pair": [], "special_tokens": {"[SEP]": {"id": "[SEP]", "ids": [1], "tokens": ["[SEP]"]}}},
                "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                "vocab": {"[UNK]": 0, "[SEP]": 1, "film": 2, "##s": 3, "a": 4}}}
                """,
            """
                {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": " ?[^\\s]+|\\s+"}, "behavior": "Isolated", "invert": false},
                {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]},
                "post_processor": {"type": "RobertaProcessing", "sep": ["b", 1], "cls": ["a", 0], "trim_offsets": true, "add_prefix_space": false},
                "model": {"type": "BPE", "unk_token": null, "continuing_subword_prefix": "", "fuse_unk": false, "byte_fallback": false,
                "vocab": {"a": 0, "b": 1, "ab": 2, "f": 3, "i": 4, "fi": 5}, "merges": ["a b", "f i"]}}
                """,
            """
                {"truncation": {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0},
                "padding": {"strategy": "BatchLongest", "direction": "Left", "pad_to_multiple_of": 8, "pad_id": 0, "pad_type_id": 0, "pad_token": "a"},
                "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Precompiled", "precompiled_charsmap": "BAAAAAAAAAB5AA=="},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
                "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
                "model": {"type": "Unigram", "unk_id": 0, "byte_fallback": false, "vocab": [["<unk>", 0.0], ["▁", -1.5], ["film", -2.0], ["a", -3.0]]}}
                """,
        ];

    private static async Task Tokenize(string folder, byte[] input, CancellationToken token)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "tokenizer.json"), input, token);
        ModelTokenizer tokenizer = ModelTokenizer.Find(folder)!;
        tokenizer.Encode("a film [SEP] of films, café 電影 \U0001F600");
        tokenizer.EncodePiece("");
    }

    private static async Task<byte[]> ParquetAsync(string folder)
    {
        string path = Path.Combine(folder, "corpus.parquet");
        await AblationTableFile.WriteAsync(AblationTableCsv.Read(new StringReader(Table)), path);
        return await File.ReadAllBytesAsync(path);
    }

    private static byte[] Numpy(string type, int size)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': (4, 2), }}\n";
        return
        [
            0x93,
            .. "NUMPY"u8,
            1,
            0,
            (byte)header.Length,
            0,
            .. Text(header),
            .. new byte[8 * size],
        ];
    }

    private static Task ReadNumpyAsync(byte[] input, CancellationToken cancellationToken)
    {
        using var masks = new MemoryStream(input);
        using var values = new MemoryStream(input);
        using var good = new MemoryStream(Numpy(input.Length % 2 == 0 ? "|u1" : "<f8", 8));
        AblationTableNumpy.Read(
            input.Length % 3 == 0 ? good : masks,
            input.Length % 3 == 1 ? good : values,
            cancellationToken: cancellationToken
        );
        return Task.CompletedTask;
    }

    private static List<byte[]> Jsons()
    {
        AblationTable table = AblationTableCsv.Read(
            new StringReader("mask,value\n000,1\n001,2\n010,3\n011,4\n100,5\n101,6\n110,7\n111,9\n")
        );
        Explanation explanation = Explainer
            .Recover(new RecoveryRequest { Learned = table.Divide().Learned, Fingerprint = "fuzz" })
            .Explanation;
        using var shapiq = new MemoryStream();
        ShapiqJson.Write(
            ShapiqValues.From(explanation.Outputs[0].Interactions, TimeProvider.System, 8),
            shapiq
        );
        return
        [
            Text(ExplanationJson.Write(explanation)),
            shapiq.ToArray(),
            Text(
                """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"{{documents}}\nWho?"}],"documents":["One.",{"id":"2","title":"Two","text":"Three."}],"tools":[{"type":"function","function":{"name":"f"}}],"continuation":"yes","temperature":0}"""
            ),
            Text("""{"prompt":"Once upon a time","max_tokens":1}"""),
            Text(
                """{"text":"a b","target":" c","against":" d"}"""
                    + "\n"
                    + """{"tokens":[1,2,3],"name":"n","minus":{"text":"a"}}"""
            ),
            Text(
                """{"name":"g","n":3,"kind":"fourier","terms":[[[],1.0],[[0],0.5],[[0,2],-0.25]],"test_rows":1,"test_masks_b64":"BQ==","test_values_b64":"AAAAAAAA8D8=","noise_sigma":0,"noise_seed":1,"top_fourier":[],"std":0.5}"""
            ),
        ];
    }

    /// <summary>Every reader of JSON; the first that takes it is enough, and each refuses by name.</summary>
    private static async Task ReadJsonAsync(byte[] input, CancellationToken cancellationToken)
    {
        InterplayException? refused = null;
        int taken = 0;
        Func<Task>[] readers =
        [
            () => Now(() => ExplanationJson.Read(input)),
            () => Now(() => ShapiqJson.Read(new MemoryStream(input))),
            () => Now(() => PromptReader.Read(input)),
            () => Now(() => GameReader.Read(new MemoryStream(input))),
            () => PriorFile.ReadJsonAsync(new MemoryStream(input), "fuzz", cancellationToken),
            () => PromptList.ReadAsync(new MemoryStream(input), "fuzz.jsonl", cancellationToken),
        ];
        foreach (Func<Task> read in readers)
        {
            try
            {
                await read();
                taken++;
            }
            catch (InterplayException exception)
            {
                refused = exception;
            }
        }

        if (taken == 0)
        {
            throw refused!;
        }
    }

    private static Task Now<T>(Func<T> read)
    {
        read();
        return Task.CompletedTask;
    }

    private static Task ReadGraph(string folder, byte[] input)
    {
        string path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, input);
        ModelComponents.Detect(OnnxGraph.Load(path));
        return Task.CompletedTask;
    }

    private static async Task<byte[]> JournalAsync(string folder)
    {
        string path = Path.Combine(folder, "corpus.journal");
        await using (IDurableJournal journal = await Journals.OpenAsync(path, new JournalOptions()))
        {
            await journal.ImportAsync(
                new string('a', 64),
                AblationTableCsv.Read(new StringReader("mask,value\n000,1\n001,2\n011,3\n"))
            );
        }

        byte[] bytes = await File.ReadAllBytesAsync(path);
        return bytes;
    }

    private static async Task ReadJournalAsync(
        string folder,
        byte[] input,
        CancellationToken cancellationToken
    )
    {
        string path = Path.Combine(folder, "read.journal");
        foreach (string ending in (string[])["", "-wal", "-shm"])
        {
            File.Delete(path + ending);
        }

        await File.WriteAllBytesAsync(path, input, cancellationToken);
        await using IDurableJournal journal = await Journals.OpenAsync(
            path,
            new JournalOptions { MustExist = true, Patience = TimeSpan.FromSeconds(2) },
            cancellationToken
        );
        foreach (JournalSummary summary in await journal.ListAsync(cancellationToken))
        {
            await journal.ExportAsync(summary.Subject.Fingerprint, cancellationToken);
        }
    }

    private sealed class FunctionReader(
        IReadOnlyList<byte[]> corpus,
        Func<byte[], CancellationToken, Task> read
    ) : IReader
    {
        public IReadOnlyList<byte[]> Corpus => corpus;

        public Task ReadAsync(byte[] input, CancellationToken cancellationToken) =>
            read(input, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
