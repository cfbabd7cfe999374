using Interplay.Models;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Readings;
using Interplay.Onnx.Mechanistic.Studies;
using Interplay.Optimisation;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Studies;

/// <summary>
/// Parts of the shipped models removed for good: the best choice by the whole spectrum, beside rules that look at parts one by one, on prompts that
/// played no part in it; as Markdown. The files hold a sentence a line, and after a tab positive or negative, 1 or 0; of each so many sentences are
/// drawn evenly.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- pruning [LEARN.tsv TEST.tsv COUNT COUNT] &gt;&gt; bench/results/acceptance-pruning.md
/// </code>
/// </remarks>
internal static class PruningChoices
{
    public static async Task RunAsync(string[] args)
    {
        int[] shares = [20, 40, 60];
        (string learned, string tested, int learnCount, int testCount) =
            args.Length == 4
                ? (args[0], args[1], int.Parse(args[2]), int.Parse(args[3]))
                : ("samples/model/reviews.txt", "samples/model/reviews-test.txt", 48, 48);
        Console.WriteLine(
            $"## {learnCount} sentences of {Path.GetFileName(learned)} to learn from, {testCount} of {Path.GetFileName(tested)} to test"
        );
        Console.WriteLine();
        Console.WriteLine(
            "| model | parts | ablation | held-out R2 | whole | removed | interactions count | best with interactions | least useful one by one | weakest one by one | cheapest to remove alone |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        var beaten = new int[4];
        int rows = 0;
        foreach (string name in new[] { "sentiment-small", "reviews-lm" })
        {
            var subject = Subject.Load(name);
            foreach (
                ComponentKind[] kinds in new ComponentKind[][]
                {
                    [ComponentKind.Head],
                    [ComponentKind.Head, ComponentKind.Mlp],
                }
            )
            {
                foreach (AblationKind kind in new[] { AblationKind.Zero, AblationKind.Mean })
                {
                    await RowsAsync(name, subject, kinds, kind);
                }
            }
        }

        Console.WriteLine();
        Console.WriteLine(
            $"Best with interactions is better on the test prompts than the least useful one by one in {beaten[1]} of {rows} rows, than the weakest one by one in {beaten[2]}, than the cheapest to remove alone in {beaten[3]} (equal choices count for neither)."
        );

        async Task RowsAsync(string name, Subject subject, ComponentKind[] kinds, AblationKind kind)
        {
            IReadOnlyList<ModelComponent> parts = subject.Components.Of(kinds);
            using AblatableModel model = AblatableModel.Open(
                subject.Graph,
                subject.Components,
                parts,
                new AblationOptions { Kind = kind }
            );
            ModelPrompt[] prompts = [.. subject.Prompts(learned, learnCount)];
            AblationReference? reference =
                kind == AblationKind.Zero
                    ? null
                    : model.MeanOf([.. prompts.Select(static prompt => prompt.Inputs)]);
            ModelReadout readout = subject.IsCausal
                ? ModelReadout.LogProbability
                : ModelReadout.LogOdds;
            var function = new ComponentFunction(model, prompts, readout, reference);
            var test = new ComponentFunction(
                model,
                [.. subject.Prompts(tested, testCount)],
                readout,
                reference
            );
            var each = new ComponentFunction(model, prompts, readout, reference, eachPrompt: true);
            var journal = new MemoryJournal();
            var options = new ExplainOptions
            {
                PartsAreOrdered = false,
                Readout = MeanReadout.OfAll(function.Outputs[0], prompts.Length),
            };
            var request = new FunctionRequest
            {
                Function = each,
                Options = options,
                Subject = Interplay.Reports.Subjects.Subject.Of(ComponentParts.Of(parts)),
                Journal = journal,
            };
            Explanation explanation = (await Explainer.ExplainAsync(request)).Explanation;
            Explanation groups = await Explainer.ExplainKnownAsync(
                request with
                {
                    Options = options with
                    {
                        Readout = MeanReadout.OfGroups("group", prompts.Length, 5),
                    },
                }
            );
            Pruning pruning = await PruningStudy.RunAsync(
                explanation.Outputs[0],
                function,
                [.. shares.Select(share => (int)Math.Round(parts.Count * share / 100.0))],
                new PruningOptions
                {
                    Test = test,
                    Groups = [.. groups.Outputs.Select(static output => output.Spectrum)],
                }
            );
            foreach (PruningLevel level in pruning.Levels)
            {
                double[] values = [.. level.Choices.Select(static choice => choice.OnTest!.Value)];
                rows++;
                for (int rule = 1; rule < values.Length; rule++)
                {
                    beaten[rule] += values[0] > values[rule] ? 1 : 0;
                }

                Console.WriteLine(
                    $"| {name} | {parts.Count} {string.Join(" and ", kinds.Select(static k => k == ComponentKind.Head ? "heads" : "MLPs"))} | {kind.ToString().ToLowerInvariant()} | {explanation.Outputs[0].Trust.HeldOutR2?.Estimate:0.00} | {pruning.WholeOnTest:0.000} | {level.Removed} | {level.Choices[0].InteractionWeight:0.0} | {string.Join(" | ", values.Select(value => value == values.Max() ? $"**{value:0.000}**" : $"{value:0.000}"))} |"
                );
            }
        }
    }

    internal sealed record Subject(
        OnnxGraph Graph,
        ModelComponents Components,
        ModelTokenizer Tokenizer,
        bool IsCausal
    )
    {
        /// <summary>Of the causal model, tokens 3, 9 and 15 of a sentence are predicted: later ones cost more and say the same.</summary>
        private const int LongestPrefix = 16;

        public static Subject Load(string name)
        {
            bool isCausal = name == "reviews-lm";
            string folder = isCausal ? ShippedModels.ReviewsLm : ShippedModels.SentimentSmall;
            OnnxGraph graph = OnnxGraph.Load(folder);
            return new Subject(
                graph,
                ModelComponents.Detect(graph),
                ModelTokenizer.Find(folder)!,
                isCausal
            );
        }

        public IEnumerable<ModelPrompt> Prompts(string file, int count)
        {
            string[][] sentences =
            [
                .. File.ReadLines(file)
                    .Where(static line => !line.StartsWith('#'))
                    .Select(static line => line.Split('\t')),
            ];
            for (int i = 0; i < count; i++)
            {
                string[] fields = sentences[(int)((long)i * sentences.Length / count)];
                int[] tokens = [.. Tokenizer.Encode(fields[0])];
                if (!IsCausal)
                {
                    yield return new ModelPrompt(ModelInputs.OfTokens(Graph, tokens))
                    {
                        Target = fields[1] is "positive" or "1" ? 1 : 0,
                    };
                    continue;
                }

                for (int next = 3; next < Math.Min(tokens.Length, LongestPrefix); next += 6)
                {
                    yield return new ModelPrompt(
                        ModelInputs.OfTokens(Graph, [.. tokens.Take(next)])
                    )
                    {
                        Target = tokens[next],
                    };
                }
            }
        }
    }
}
