using System.Text;
using System.Text.Json.Nodes;
using Interplay.Lenses;
using Interplay.Reports;
using Interplay.Reports.Subjects;

namespace Interplay.Tests.Reports;

/// <summary>Files keep what was explained in the entries of the request, as they did before it was typed.</summary>
public sealed class SubjectTests
{
    private static readonly IReadOnlyList<Part> Parts = SampleExplanation.Make().Parts;

    public static TheoryData<Subject, string> Subjects =>
        new()
        {
            {
                new TextSubject
                {
                    Parts = Parts,
                    Text = "Ünï \"not\" <so> 好",
                    Cut = "words",
                    Ablation = "mask",
                    Model = "sentiment",
                },
                "ablation=mask budget=500 method=proxyspex model=sentiment parts=words readout=log-odds:positive/negative"
            },
            {
                new PromptSubject
                {
                    Parts = Parts,
                    Text = "Ünï \"not\" <so> 好",
                    Cut = "documents,system:sentences",
                    Ablation = "remove",
                    Fixed = ["Answer", "regex:[0-9]+"],
                    Model = "tiny",
                },
                "ablation=remove budget=500 fixed.0=Answer fixed.1=regex:[0-9]+ method=proxyspex model=tiny parts=documents,system:sentences readout=total"
            },
            {
                new DataSubject
                {
                    Parts = Parts,
                    Cut = "rows",
                    Sentence = "Four rows.",
                    Trainer = "ridge",
                    TrainFile = "train.csv",
                    TestFile = "test.csv",
                    Target = "y",
                },
                "budget=500 keep=0.7 method=proxyspex parts=rows readout=total subject=Four_rows. target=y test=test.csv train=train.csv trainer=ridge"
            },
            {
                new ModelSubject
                {
                    Parts = LayeredExplanation.Make().Parts,
                    Cut = "heads,mlps",
                    Sentence = "Two heads.",
                    Model = "small",
                    ModelFingerprint = "f00d",
                    Ablation = "mean",
                    Readout = "log-odds",
                    PromptFile = "prompts.jsonl",
                },
                "ablation=mean budget=500 method=proxyspex model=small modelFingerprint=f00d modelSubject=Two_heads. parts=heads,mlps prompts=prompts.jsonl readout=total readoutOfPrompts=log-odds"
            },
            {
                new FunctionSubject { Parts = Parts },
                "budget=500 method=proxyspex readout=total"
            },
        };

    [Theory]
    [MemberData(nameof(Subjects))]
    public void A_subject_stands_in_the_request_and_reads_back(Subject subject, string request)
    {
        string written = ExplanationJson.Write(Of(subject));
        Assert.Equal(request, RequestOf(written));
        Explanation back = Read(written);
        Assert.Equivalent(subject, back.Subject, strict: true);
        Assert.Equal(subject.GetType(), back.Subject.GetType());
        Assert.Equal(
            ["budget", "method"],
            back.Manifest.Request.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(written, ExplanationJson.Write(back));
    }

    /// <summary>Of all but training data only a kept share that is not one half is written: files of before say nothing of it.</summary>
    [Theory]
    [InlineData(0.9, "budget=500 keep=0.9 method=proxyspex readout=total")]
    [InlineData(0.5, "budget=500 method=proxyspex readout=total")]
    public void So_does_the_kept_share_of_the_masks(double share, string request)
    {
        string written = ExplanationJson.Write(
            Of(new FunctionSubject { Parts = Parts }) with
            {
                KeptShare = share,
            }
        );
        Assert.Equal(request, RequestOf(written));
        Explanation back = Read(written);
        Assert.Equal(share, back.KeptShare);
        Assert.Equal(written, ExplanationJson.Write(back));
    }

    [Theory]
    [InlineData("table", typeof(TableSubject))]
    [InlineData("game:and:6:1:0:1", typeof(GameSubject))]
    public void Tables_and_games_are_known_by_their_fingerprint(string fingerprint, Type type)
    {
        Explanation sample = SampleExplanation.Make();
        Explanation back = Read(
            ExplanationJson.Write(
                sample with
                {
                    Manifest = sample.Manifest with { Fingerprint = fingerprint },
                }
            )
        );
        Assert.IsType(type, back.Subject);
        Assert.Equal(sample.Input, back.Input);
    }

    /// <summary>What is not known, or says in other words what is, is kept as it stands.</summary>
    [Theory]
    [InlineData("keep", "0.70", 0.7)]
    [InlineData("keep", "most", 0.5)]
    [InlineData("keep", "1", 0.5)]
    [InlineData("flavour", "sweet", 0.7)]
    public void Entries_of_other_programs_survive(string name, string value, double keptShare)
    {
        JsonNode root = JsonNode.Parse(
            ExplanationJson.Write(Of(new DataSubject { Parts = Parts, Sentence = "Four rows." }))
        )!;
        root["manifest"]!["request"]![name] = value;
        Explanation back = Read(root.ToJsonString());
        Assert.IsType<DataSubject>(back.Subject);
        Assert.Equal(keptShare, back.KeptShare);
        Assert.Equal(value, back.Manifest.Request[name]);
        string written = ExplanationJson.Write(back);
        Assert.Contains($"\"{name}\": \"{value}\"", written, StringComparison.Ordinal);
        Assert.Equal(written, ExplanationJson.Write(Read(written)));
    }

    [Theory]
    [InlineData("log-odds:yes/no", true, "yes", "no")]
    [InlineData("log-odds:yes,Yes/no", true, "yes,Yes", "no")]
    [InlineData("log-odds:yes/", true, null, null)]
    [InlineData("logit", true, null, null)]
    [InlineData("total", false, null, null)]
    public void A_readout_says_whether_it_is_log_odds_and_of_what(
        string name,
        bool isLogOdds,
        string? positive,
        string? negative
    )
    {
        var readout = new Readout(name);
        Assert.Equal(isLogOdds, readout.IsLogOdds);
        Assert.Equal(positive, readout.Classes?.Positive);
        Assert.Equal(negative, readout.Classes?.Negative);
    }

    private static Explanation Of(Subject subject) =>
        SampleExplanation.Make() with
        {
            Subject = subject,
            Readout = subject is TextSubject ? Readout.Sentiment : new Readout("total"),
            KeptShare = subject is DataSubject ? 0.7 : 0.5,
        };

    private static string RequestOf(string json) =>
        string.Join(
            ' ',
            JsonNode.Parse(json)!["manifest"]!["request"]!
                .AsObject()
                .Select(static entry => $"{entry.Key}={$"{entry.Value}".Replace(' ', '_')}")
        );

    private static Explanation Read(string json) =>
        ExplanationJson.Read(Encoding.UTF8.GetBytes(json));
}
