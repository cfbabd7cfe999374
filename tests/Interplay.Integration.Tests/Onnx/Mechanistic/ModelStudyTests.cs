using Interplay.Models;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Studies;
using Interplay.Optimisation;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Studies of a model as calls of the library, without the command line.</summary>
public sealed class ModelStudyTests
{
    private static readonly string[] Reviews =
    [
        "a fine film",
        "not a fine film",
        "the best of the year",
        "a waste of time",
        "dull and far too long",
        "it made me laugh",
        "nobody should see this",
        "a joy from first to last",
        "weak jokes and a weak end",
        "strong acting, strong script",
    ];

    [Fact]
    public async Task Heads_are_explained_and_pruned_with_groups_of_prompts()
    {
        using var study = ModelStudy.Create(
            new ModelStudyRequest
            {
                Source = ModelSource.Read(ShippedModels.SentimentSmall),
                Prompts = PromptList.Of(Reviews),
                Parts = ComponentChoice.Parse("heads", "0-1"),
                Removed = [2],
            }
        );
        FunctionRequest run = study.RunOf(new ExplainOptions { Budget = 150 }) with
        {
            Journal = new MemoryJournal(),
        };
        Explanation explanation = (
            await Explainer.ExplainAsync(
                run,
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Explanation;
        IReadOnlyList<MeasuredEnds> ends = await study.EndsAsync(
            TestContext.Current.CancellationToken
        );
        Pruning pruning = await PruningStudy.RunAsync(
            explanation.Outputs[0],
            study.Function,
            study.Request.Removed,
            new PruningOptions
            {
                Groups = await study.GroupSpectraAsync(run, TestContext.Current.CancellationToken),
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal("log-odds", Assert.Single(explanation.Outputs).Name);
        Assert.Equal("L0.H0", study.Parts[0].Text);
        Assert.Equal(study.Function.Whole[0], Assert.Single(ends).All);
        Assert.Equal(pruning.Whole, ends[0].All!.Value, 1e-6);
        PruningChoice best = Assert.Single(pruning.Levels).Choices[0];
        Assert.Equal(2, best.Parts.Order);
        Assert.NotNull(best.InteractionWeight);
    }

    [Fact]
    public void Parts_at_one_token_are_named_by_it()
    {
        using var study = ModelStudy.Create(
            Request() with
            {
                ByToken = true,
                Parts = new ComponentChoice([ComponentKind.Mlp], [1]),
            }
        );
        Assert.Equal("L1.MLP@1 fine", study.Parts[1].Text);
        Assert.Same(study.Function, study.RunOf(new ExplainOptions()).Function);
    }

    [Fact]
    public void Requests_that_cannot_be_met_are_refused()
    {
        ModelStudyRequest request = Request();
        Refused("pruning-options-malformed", request with { Test = request.Prompts });
        Refused("pruning-options-malformed", request with { Removed = [20] });
        Refused("pruning-options-malformed", request with { Removed = [1], EachPrompt = true });
        Refused("reference-missing", request with { Reference = request.Prompts });
        Refused(
            "reference-missing",
            request with
            {
                Ablation = new AblationOptions { Kind = AblationKind.Resample },
            }
        );
        Refused(
            "component-unknown",
            request with
            {
                Parts = ComponentChoice.HeadsAndMlps with { Layers = [4] },
            }
        );
        Assert.Equal(
            "component-unknown",
            Assert.Throws<InterplayException>(() => ComponentChoice.Parse("heads", "2-1")).Name
        );
    }

    [Fact]
    public async Task Prompts_are_read_as_lines_or_as_objects()
    {
        PromptList lines = await ReadAsync("a.txt", "# a note\na film\tpositive\n\nanother\n");
        Assert.Equal(
            [new StudyPrompt { Text = "a film", Target = "positive" }, new() { Text = "another" }],
            lines.Prompts
        );
        PromptList objects = await ReadAsync(
            "folder/b.jsonl",
            """{"tokens": [1, 2], "target": 3, "minus": "a film", "name": "two"}"""
        );
        StudyPrompt prompt = Assert.Single(objects.Prompts);
        Assert.Equal([1, 2], prompt.Tokens!);
        Assert.Equal(("3", "a film", "two"), (prompt.Target, prompt.Minus!.Text, prompt.Name));
        Assert.Equal("b.jsonl", objects.Name);

        static async Task<PromptList> ReadAsync(string path, string content)
        {
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
            return await PromptList.ReadAsync(stream, path, TestContext.Current.CancellationToken);
        }
    }

    private static void Refused(string name, ModelStudyRequest request) =>
        Assert.Equal(
            name,
            Assert.Throws<InterplayException>(() => ModelStudy.Create(request)).Name
        );

    private static ModelStudyRequest Request() =>
        new()
        {
            Source = ModelSource.Read(ShippedModels.SentimentSmall),
            Prompts = PromptList.Of("fine film"),
        };
}
