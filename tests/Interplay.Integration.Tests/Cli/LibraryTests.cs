using System.Text;
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Reports;
using Interplay.Runs;

namespace Interplay.Integration.Tests.Cli;

/// <summary>The library says what the command line says.</summary>
public sealed class LibraryTests
{
    [Fact]
    public async Task The_same_text_gives_the_same_ranked_list()
    {
        string saved = await CliRun.SavedAsync([
            "explain",
            "text",
            Samples.Sentence,
            "--model",
            "sentiment-small",
            "--budget",
            "400",
        ]);
        Explanation command = ExplanationJson.Read(Encoding.UTF8.GetBytes(saved));
        var lens = TextLens.Create(
            Samples.Sentence,
            new TextLensOptions { Ablation = TextAblation.MaskToken }
        );
        using var classifier = TextClassifier.Load(ShippedModels.SentimentSmall);
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = new TextClassifierValueFunction(classifier, lens),
                Options = new ExplainOptions { Budget = 400 },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Explanation library = result.Explanation;
        Assert.Equal(command.Index, library.Index);
        Assert.Equal(command.Order, library.Order);
        Assert.Equal(
            command.Outputs[0].Interactions.Top(int.MaxValue),
            library.Outputs[0].Interactions.Top(int.MaxValue)
        );
        Assert.Equal(
            command.Outputs[0].Trust.SignStability,
            library.Outputs[0].Trust.SignStability
        );
    }
}
