using System.Text.RegularExpressions;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;
using Interplay.Recovery.Catalogue;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

/// <summary>From documents to sentences to words, with a reader that really reads the prompt.</summary>
public sealed partial class ExplainAdaptivelyTests
{
    private static readonly string Documents = string.Join(
        "\n\n",
        "[1] The town lies on a river. It has two mills. The mills are old.",
        "[2] The letter was signed by a clerk. The clerk was Ada Holm. She wrote many letters.",
        "[3] Trains stop at noon. The station is small.",
        "[4] Bread is sold on Mondays. The baker is deaf. He sings well.",
        "[5] Some people moved away. Ada Holm lived in Oslo. Oslo was called Kristiania then.",
        "[6] The harbour freezes in winter. Ships wait outside.",
        "[7] A fire burned the archive. Nobody was hurt.",
        "[8] In Oslo it rained. The rain lasted a week. Crops failed."
    );

    private static readonly Prompt Letter = new()
    {
        Messages =
        [
            new PromptMessage("system", "Answer briefly."),
            new PromptMessage(
                "user",
                $"Read:\n\n{Documents}\n\nWhere did the writer of the letter live?"
            ),
        ],
    };

    /// <summary>The run that several tests look at, with what it asked.</summary>
    private static readonly Lazy<
        Task<(List<LevelResult<PromptLens>> Levels, List<string> Asked)>
    > Whole = new(async () =>
    {
        var asked = new List<string>();
        return (await RunAsync(asked, new ExplainOptions { Budget = 3000 }), asked);
    });

    [Fact]
    public async Task The_sentences_that_an_answer_needs_are_found_among_many()
    {
        (List<LevelResult<PromptLens>> levels, _) = await Whole.Value;
        Assert.Equal(["1", "2", "3"], levels.Select(level => $"{level.Number}"));
        Assert.Equal([1, 4], levels[0].CutNext.Order());
        PromptLens sentences = levels[1].Lens;
        Assert.Equal(6 + 3 + 3, sentences.Parts.Count);
        Assert.Equal(
            ["The clerk was Ada Holm.", "Ada Holm lived in Oslo."],
            Strongest(levels[1]).Select(part => sentences.Parts[part].Text)
        );
        // An answer that needs eight words at once is rare among uniform masks: few values tell of it.
        double[] influence = levels[2].Explanation.Outputs[0].Spectrum.Influences();
        string[] needed = ["clerk", "was", "Ada", "Holm.", "Holm", "lived", "in"];
        int found = levels[2]
            .Lens.Parts.OrderByDescending(part => influence[part.Index])
            .Take(8)
            .Count(part => needed.Contains(part.Text));
        Assert.True(
            found >= 5,
            $"{found} of the eight words needed are among the strongest eight."
        );
    }

    [Fact]
    public async Task Lifted_masks_do_not_spoil_what_uniform_masks_tell()
    {
        (List<LevelResult<PromptLens>> levels, _) = await Whole.Value;
        PromptLens fine = levels[^1].Lens;
        MaskMatrix fresh = Interplay.Masks.Designs.UniformDesign.Draw(
            fine.Parts.Count,
            2000,
            new SeededRandom(77)
        );
        double[] truth =
        [
            .. Enumerable.Range(0, 2000).Select(row => Read(fine.Ablate(fresh.GetMask(row)))),
        ];
        Spectrum spectrum = levels[^1].Explanation.Outputs[0].Spectrum;
        // Learning from all lifted ablations without asking whether they help gives -1.05 here.
        Assert.True(Faithfulness.Measure(spectrum, fresh, truth).R2!.Value.Estimate > 0.6);
    }

    [Fact]
    public async Task Every_ablation_is_paid_for_once_and_used_to_the_end()
    {
        (List<LevelResult<PromptLens>> levels, List<string> asked) = await Whole.Value;
        Assert.Equal(asked.Count, levels.Sum(level => level.EvaluatedHere));
        Assert.True(asked.Count <= 3000);
        Assert.Equal(asked.Count, levels[^1].Explanation.Ablations);
        Assert.Equal(levels[0].Explanation.Ablations, levels[1].Lifted);
        Assert.Equal(levels[1].Explanation.Ablations, levels[2].Lifted);
    }

    [Fact]
    public async Task A_second_run_on_the_journal_asks_nothing_and_says_the_same()
    {
        var journal = new MemoryJournal();
        var asked = new List<string>();
        var options = new ExplainOptions { Budget = 300 };
        List<LevelResult<PromptLens>> first = await RunAsync(asked, options, journal);
        int paid = asked.Count;
        List<LevelResult<PromptLens>> second = await RunAsync(asked, options, journal);
        Assert.Equal(paid, asked.Count);
        Assert.Equal(first.Select(Bytes), second.Select(Bytes));
        Assert.All(second, level => Assert.Equal(0, level.EvaluatedHere));
        // Each level's ablations are in the journal under its own lens.
        Assert.Equal(first.Sum(level => level.Explanation.Ablations), journal.Count);
    }

    [Fact]
    public async Task A_lifted_ablation_is_the_ablation_of_the_finer_lens()
    {
        (List<LevelResult<PromptLens>> levels, _) = await Whole.Value;
        PromptLens coarse = levels[0].Lens;
        PromptLens fine = levels[1].Lens;
        var random = new SeededRandom(5);
        MaskMatrix masks = Interplay.Masks.Designs.UniformDesign.Draw(8, 50, random);
        var paid = new Ablations
        {
            Masks = masks,
            Outputs = ["answer"],
            Values = Enumerable
                .Range(0, 50)
                .Select(row => Read(coarse.Ablate(masks.GetMask(row))))
                .ToArray(),
            Evaluated = 50,
        };
        Ablations lifted = paid.Lift(levels[1].Refinement!);
        Assert.Equal(0, lifted.Evaluated);
        Assert.Equal(
            lifted.Values.ToArray(),
            Enumerable.Range(0, 50).Select(row => Read(fine.Ablate(lifted.Masks.GetMask(row))))
        );
    }

    [Fact]
    public async Task Held_out_masks_judge_each_level()
    {
        List<LevelResult<PromptLens>> levels = await RunAsync(
            [],
            new ExplainOptions { Budget = 1200, HeldOut = 50 },
            adaptive: new AdaptiveOptions { Units = [TextUnit.Sentence] }
        );
        Assert.Equal(2, levels.Count);
        Assert.Equal(50, levels[1].Explanation.HeldOut);
        Assert.True(levels[1].Explanation.Outputs[0].Trust.HeldOutR2!.Value.Estimate > 0.9);
    }

    [Fact]
    public async Task Nothing_influential_is_nothing_to_cut()
    {
        List<LevelResult<PromptLens>> levels = await RunAsync(
            [],
            new ExplainOptions { Budget = 300 },
            read: _ => 1
        );
        LevelResult<PromptLens> only = Assert.Single(levels);
        Assert.Empty(only.CutNext);
        Assert.Contains(
            only.Explanation.Notes,
            note => note.StartsWith("Nothing is cut finer", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_level_has_no_more_parts_than_it_may()
    {
        List<LevelResult<PromptLens>> levels = await RunAsync(
            [],
            new ExplainOptions { Budget = 3000 },
            adaptive: new AdaptiveOptions { MostParts = 11 }
        );
        Assert.All(levels, level => Assert.True(level.Lens.Parts.Count <= 11));
        Assert.True(levels.Count > 1);
    }

    [Fact]
    public async Task Methods_that_read_only_their_own_masks_are_refused()
    {
        var e = await Assert.ThrowsAsync<InterplayException>(() =>
            RunAsync(
                [],
                new ExplainOptions { Budget = 20000, Method = RecoveryMethods.Named("exact") }
            )
        );
        Assert.Equal("levels-not-possible", e.Name);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(9, -0.1)]
    [InlineData(9, double.NaN)]
    public void Options_have_ranges(int mostParts, double leastShare) =>
        Assert.Equal(
            "option-out-of-range",
            Assert
                .Throws<InterplayException>(() =>
                    Explainer.StepsAsync(
                        new LevelsRequest<PromptLens>
                        {
                            Lens = PromptLens.Create(Letter),
                            FunctionOf = lens => new PromptFunction(lens, Read, []),
                            Levels = new AdaptiveOptions
                            {
                                MostParts = mostParts,
                                LeastShare = leastShare,
                            },
                        },
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                )
                .Name
        );

    /// <summary>
    /// Follows the text: who wrote the letter, then where that person lived. Knowing half of it is worth something, and so is a sentence that says
    /// where it rained, a little.
    /// </summary>
    private static double Read(Prompt prompt)
    {
        string text = prompt.Messages[^1].Content;
        double hint = text.Contains("it rained", StringComparison.Ordinal) ? 0.05 : 0;
        Match writer = Writer().Match(text);
        if (!writer.Success)
        {
            return hint;
        }

        string home = $"{writer.Groups["name"].Value} lived in ";
        return hint + (text.Contains(home, StringComparison.Ordinal) ? 2 : 0.5);
    }

    [GeneratedRegex(@"clerk was (?<name>\w+ \w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Writer();

    private static int[] Strongest(LevelResult<PromptLens> level)
    {
        Spectrum spectrum = level.Explanation.Outputs[0].Spectrum;
        return [.. spectrum.OfOrder(2, 2).TopTerms(1)[0].Parts.Parts.ToArray().Order()];
    }

    private static string Bytes(LevelResult<PromptLens> level) =>
        ExplanationJson.Write(level.Explanation with { Timings = null });

    private static async Task<List<LevelResult<PromptLens>>> RunAsync(
        List<string> asked,
        ExplainOptions options,
        IJournal? journal = null,
        AdaptiveOptions? adaptive = null,
        Func<Prompt, double>? read = null
    )
    {
        var levels = new List<LevelResult<PromptLens>>();
        await foreach (
            RunResult level in Explainer.StepsAsync(
                new LevelsRequest<PromptLens>
                {
                    Lens = PromptLens.Create(Letter),
                    FunctionOf = lens => new PromptFunction(lens, read ?? Read, asked),
                    Options = options,
                    Levels = adaptive ?? new AdaptiveOptions(),
                    Journal = journal,
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        )
        {
            levels.Add((LevelResult<PromptLens>)level);
        }

        return levels;
    }
}
