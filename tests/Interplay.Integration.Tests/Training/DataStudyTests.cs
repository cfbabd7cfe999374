using Interplay.Reports;
using Interplay.Runs;
using Interplay.Tables;
using Interplay.Training.Findings;
using Interplay.Training.MLNet;
using Interplay.Training.Readouts;
using Interplay.Training.Refits;
using Interplay.Training.Studies;

namespace Interplay.Integration.Tests.Training;

/// <summary>Studies and audits of training data as calls of the library, without the command line.</summary>
public sealed class DataStudyTests
{
    private const int Twin = 30;
    private const int Liar = 31;

    [Fact]
    public async Task A_study_explains_a_test_row_and_names_what_is_wrong_in_the_training_rows()
    {
        var request = new DataStudyRequest
        {
            Task = Task(),
            Test = Table("test", 20),
            Output = RetrainingOutput.Loss,
        };
        DataStudy study = await DataStudy.CreateAsync(
            request,
            TestContext.Current.CancellationToken
        );
        Explanation explanation = await ExplainedAsync(study);
        IReadOnlyList<Finding> findings = await study.FindingsAsync(
            explanation,
            TestContext.Current.CancellationToken
        );
        DataEnds ends = (await study.EndsAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal("mean loss", Assert.Single(explanation.Outputs).Name);
        Assert.Equal("r31 (no)", study.Parts[Liar].Text);
        Assert.Equal("logistic regression (penalty 1)", study.TrainerName);
        Assert.True(ends.Outputs[0].All < ends.Outputs[0].None);
        Assert.Equal(Math.Log(2), ends.Outputs[0].None!.Value, 1e-6);
        Finding wrong = Assert.Single(
            findings,
            static finding => finding.Kind == FindingKind.Mislabelled
        );
        Assert.Equal([Liar], wrong.Parts.Parts.ToArray());
        Finding copies = Assert.Single(
            findings,
            static finding => finding.Kind == FindingKind.Duplicate
        );
        Assert.Equal([4, Twin], copies.Parts.Parts.ToArray());
    }

    [Fact]
    public async Task What_a_study_calls_mislabelled_an_audit_does_too()
    {
        var request = new DataStudyRequest { Task = Task(), Test = Table("test", 20) };
        DataStudy study = await DataStudy.CreateAsync(
            request,
            TestContext.Current.CancellationToken
        );
        Explanation explanation = await ExplainedAsync(study);
        DataAudit audit = await DataAudit.RunAsync(
            new DataAuditRequest
            {
                Task = Task(),
                Spent = new RowAuditOptions { Candidates = 5, PairContexts = 16 },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        int[] audited =
        [
            .. audit
                .Audit.Rows.Where(static row => row.IsProbablyMislabelled)
                .Select(static row => row.Part),
        ];
        int[] found =
        [
            .. (await study.FindingsAsync(explanation, TestContext.Current.CancellationToken))
                .Where(static finding => finding.Kind == FindingKind.Mislabelled)
                .Select(static finding => finding.Parts.Parts[0]),
        ];
        Assert.Equal([Liar], audited);
        Assert.Equal(audited, found);
        Assert.Equal("log-odds of the label", audit.Unit);
    }

    [Fact]
    public async Task Any_estimator_and_any_encoder_are_handed_in()
    {
        TrainingTask task = Task() with
        {
            Texts = ["b"],
            Embed = static (texts, _) =>
                [.. texts.Select(static text => new[] { text.Length, text[^1] - 48f })],
            Parts = DataCut.Parse("clusters:4"),
            Trainer = MLNetTrainers.Lbfgs(0.5),
        };
        DataStudy study = await DataStudy.CreateAsync(
            new DataStudyRequest { Task = task, Test = Table("test", 8) },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(2, study.Train!.ColumnCount);
        Assert.Equal(4, study.Parts.Count);
        Assert.Matches(@"^cluster 0 \(\d+(/\d+)? (yes|no)\)$", study.Parts[0].Text);
        Assert.Equal("logistic regression by ML.NET (penalty 0.5)", study.TrainerName);
        Assert.Equal("log-odds of the right class", study.Reading!.Unit);
    }

    [Fact]
    public async Task Requests_that_cannot_be_met_are_refused()
    {
        var request = new DataStudyRequest { Task = Task(), Test = Table("test", 8) };
        await Refused("test-missing", request with { Test = null });
        await Refused("row-unknown", request with { Rows = [0, 8] });
        await Refused("too-many-outputs", request with { Rows = new int[1001] });
        await Refused("target-missing", request with { Task = Task() with { Target = null } });
        await Refused("encoder-missing", request with { Task = Task() with { Texts = ["b"] } });
        await Refused(
            "test-row-missing",
            request with
            {
                Task = Task() with { Parts = DataCut.Parse("nearest:3") },
            }
        );
    }

    private static async Task<Explanation> ExplainedAsync(DataStudy study) =>
        (
            await Explainer.ExplainAsync(
                study.RunOf(new ExplainOptions { Budget = 600 }),
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Explanation;

    private static async Task Refused(string name, DataStudyRequest request) =>
        Assert.Equal(
            name,
            (
                await Assert.ThrowsAsync<InterplayException>(() =>
                    DataStudy.CreateAsync(request, TestContext.Current.CancellationToken)
                )
            ).Name
        );

    private static TrainingTask Task() =>
        new()
        {
            Train = Table("train", 32),
            Target = "y",
            Id = "id",
            Refits = new RetrainingOptions { Threads = 1 },
        };

    /// <summary>Two clear classes in turns; of 32 rows one is a copy of the fourth, and the last has the label of the other class.</summary>
    private static NamedTable Table(string name, int rows) =>
        new(
            name,
            new DataTable(
                ["id", "a", "b", "y"],
                Enumerable
                    .Range(0, rows)
                    .Select(static row =>
                        row switch
                        {
                            Twin => Row(row, 4, "yes"),
                            Liar => Row(row, 16, "no"),
                            _ => Row(row, row, row % 2 == 0 ? "yes" : "no"),
                        }
                    )
            ),
            name
        );

    private static string[] Row(int number, int like, string label) =>
        [
            $"r{number}",
            FormattableString.Invariant($"{(like % 2 == 0 ? 4 : -4) + like % 7 * 0.1:0.0}"),
            FormattableString.Invariant($"{like * 5 % 9 * 0.1:0.0}"),
            label,
        ];
}
