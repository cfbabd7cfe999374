using System.Diagnostics;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Models;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Readings;
using Interplay.Onnx.Mechanistic.Studies;
using Interplay.Recovery.Exact;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Studies;

/// <summary>
/// Components of the shipped models: against all masks where there are few parts, throughput beside the plain model, gain of the shared prefix; as
/// Markdown.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- model &gt; bench/results/acceptance-model.md
/// </code>
/// </remarks>
internal static class ComponentAblations
{
    private const string Sentence = "The film is not good but the acting is not bad at all.";
    private const int Timed = 6000;

    public static async Task RunAsync(string[] args)
    {
        Model sentiment = Model.Load(ShippedModels.SentimentSmall);
        Model causal = Model.Load(ShippedModels.ReviewsLm);

        Console.WriteLine("# Components of a model");
        Console.WriteLine();
        Console.WriteLine(
            "`dotnet run -c Release --project bench/Interplay.Studies -- model`, two cores."
        );
        Console.WriteLine();
        Console.WriteLine("## Against all 65,536 masks of 16 heads");
        Console.WriteLine();
        Console.WriteLine(
            "Shipped encoder, one sentence, log-odds, zero ablation. Top ten: the strongest sets of two and more parts (Fourier), of all masks."
        );
        Console.WriteLine();
        Console.WriteLine(
            "| ablations | R2 over all masks | held-out R2 | of the top ten found | signs right |"
        );
        Console.WriteLine("|---|---|---|---|---|");
        await ExhaustiveAsync();
        Console.WriteLine();
        Console.WriteLine("## Throughput");
        Console.WriteLine();
        Console.WriteLine(
            $"Ablations (runs of the plain model) a second of processor time, {Timed} of one prompt, the same batch, one core; interleaved, median of 5. Parts: all heads and MLPs, random masks; then those of the last layer only."
        );
        Console.WriteLine();
        Console.WriteLine(
            "| model | tokens | batch | plain | masked, nothing shared | ratio | masked, shared | ratio | last layer, nothing shared | last layer, shared | gain |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        Throughput("encoder", sentiment, [.. sentiment.Tokenizer.Encode(Sentence)]);
        Throughput(
            "encoder",
            sentiment,
            [.. Enumerable.Range(0, 64).Select(static i => 5 + i * 7)]
        );
        Throughput("causal", causal, [.. causal.Tokenizer.Encode(Sentence)]);
        Throughput("causal", causal, [.. Enumerable.Range(0, 96).Select(static i => 5 + i * 7)]);

        async Task ExhaustiveAsync()
        {
            IReadOnlyList<ModelComponent> parts = sentiment.Components.Of(ComponentKind.Head);
            using AblatableModel model = AblatableModel.Open(
                sentiment.Graph,
                sentiment.Components,
                parts
            );
            var function = new ComponentFunction(
                model,
                [new ModelPrompt(sentiment.Inputs([.. sentiment.Tokenizer.Encode(Sentence)]))]
            );
            var journal = new Interplay.ValueFunctions.MemoryJournal();
            Explanation all = (
                await Explainer.ExplainAsync(
                    new FunctionRequest
                    {
                        Function = function,
                        Options = new ExplainOptions
                        {
                            Method = new ExactMethod(),
                            Budget = 1 << parts.Count,
                            HeldOut = 0,
                            PartsAreOrdered = false,
                        },
                        Subject = Subject.Of(ComponentParts.Of(parts)),
                        Journal = journal,
                    }
                )
            ).Explanation;
            Spectrum truth = all.Outputs[0].Spectrum;
            PartSet[] top = Top(truth);
            foreach (int budget in new[] { 500, 1000, 2000 })
            {
                Explanation some = (
                    await Explainer.ExplainAsync(
                        new FunctionRequest
                        {
                            Function = function,
                            Options = new ExplainOptions
                            {
                                Budget = budget,
                                PartsAreOrdered = false,
                            },
                            Subject = Subject.Of(ComponentParts.Of(parts)),
                            Journal = journal,
                        }
                    )
                ).Explanation;
                Spectrum found = some.Outputs[0].Spectrum;
                double missed = truth
                    .Terms.Concat(found.Terms)
                    .Select(static term => term.Parts)
                    .Distinct()
                    .Sum(set => Math.Pow(truth[set] - found[set], 2));
                PartSet[] hits = [.. top.Intersect(Top(found))];
                Console.WriteLine(
                    $"| {budget} | {1 - missed / truth.Variance:0.0000} | {some.Outputs[0].Trust.HeldOutR2?.Estimate:0.000} | {hits.Length} | {hits.Count(set => Math.Sign(truth[set]) == Math.Sign(found[set]))} |"
                );
            }
        }
    }

    private static void Throughput(string name, Model model, int[] tokens)
    {
        ModelInputs inputs = model.Inputs(tokens);
        int rows = Math.Clamp(512 / tokens.Length, 2, 64);
        IReadOnlyList<ModelComponent> all = model.Components.Of(
            ComponentKind.Head,
            ComponentKind.Mlp
        );
        int last = model.Components.Layers.Count - 1;
        ModelComponent[] end = [.. all.Where(part => part.Layer == last)];
        Action[] work =
        [
            Plain(model, tokens, rows),
            Masked(model, inputs, all, rows, share: false),
            Masked(model, inputs, all, rows, share: true),
            Masked(model, inputs, end, rows, share: false),
            Masked(model, inputs, end, rows, share: true),
        ];
        double[][] seconds = [.. work.Select(static _ => new double[5])];
        for (int repeat = -1; repeat < 5; repeat++)
        {
            for (int i = 0; i < work.Length; i++)
            {
                TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
                work[i]();
                if (repeat >= 0)
                {
                    seconds[i][repeat] = (
                        Process.GetCurrentProcess().TotalProcessorTime - before
                    ).TotalSeconds;
                }
            }
        }

        double[] rates = [.. seconds.Select(static times => Timed / times.Order().ElementAt(2))];
        Console.WriteLine(
            $"| {name} | {tokens.Length} | {rows} | {rates[0]:0} | {rates[1]:0} | {rates[1] / rates[0]:0.00} | {rates[2]:0} | {rates[2] / rates[0]:0.00} | {rates[3]:0} | {rates[4]:0} | {rates[4] / rates[3]:0.0} |"
        );
    }

    private static PartSet[] Top(Spectrum spectrum) =>
        [
            .. spectrum
                .Terms.Where(static term => term.Parts.Order > 1)
                .OrderByDescending(static term => Math.Abs(term.Coefficient))
                .Take(10)
                .Select(static term => term.Parts),
        ];

    private static Action Masked(
        Model model,
        ModelInputs inputs,
        IReadOnlyList<ModelComponent> parts,
        int rows,
        bool share
    )
    {
        AblatableModel ablatable = AblatableModel.Open(
            model.Graph,
            model.Components,
            parts,
            new AblationOptions
            {
                SharePrefix = share,
                MaxDegreeOfParallelism = 1,
                RowsPerRun = rows,
            }
        );
        var random = new SeededRandom(1, 1);
        MaskMatrix masks = MaskMatrix.Create(
            Timed,
            parts.Count,
            (_, words) =>
            {
                for (int part = 0; part < parts.Count; part++)
                {
                    words[part / 64] |= (ulong)random.NextInt(2) << (part % 64);
                }
            }
        );
        return () => ablatable.Run([inputs], masks, static (_, _, _) => { });
    }

    private static Action Plain(Model model, int[] tokens, int rows)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            EnableMemoryPattern = false,
        };
        var session = new InferenceSession(model.Graph.Source, options);
        var run = new RunOptions();
        long[] shape = [rows, tokens.Length];
        string[] names = [.. session.InputNames];
        OrtValue[] values =
        [
            .. names.Select(name =>
                name == "positions"
                    ? OrtValue.CreateTensorValueFromMemory(
                        Enumerable.Repeat((long)tokens.Length - 1, rows).ToArray(),
                        [rows, 1]
                    )
                    : OrtValue.CreateTensorValueFromMemory(
                        Enumerable
                            .Range(0, rows)
                            .SelectMany(_ =>
                                tokens.Select(token => name == "input_ids" ? (long)token : 1)
                            )
                            .ToArray(),
                        shape
                    )
            ),
        ];
        return () =>
        {
            for (int done = 0; done < Timed; done += rows)
            {
                using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
                    run,
                    names,
                    values,
                    ["logits"]
                );
            }
        };
    }

    internal sealed record Model(
        OnnxGraph Graph,
        ModelComponents Components,
        ModelTokenizer Tokenizer
    )
    {
        public static Model Load(string folder)
        {
            OnnxGraph graph = OnnxGraph.Load(folder);
            return new Model(graph, ModelComponents.Detect(graph), ModelTokenizer.Find(folder)!);
        }

        public ModelInputs Inputs(int[] tokens) => ModelInputs.OfTokens(Graph, tokens);
    }
}
