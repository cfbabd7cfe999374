#:project ../src/Interplay/Interplay.csproj
#:project ../src/Interplay.Models/Interplay.Models.csproj
#:project ../src/Interplay.Onnx/Interplay.Onnx.csproj

// Which words of a sentence act together in the decision of the shipped sentiment model?
// dotnet run samples/text.cs -- "your sentence"
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Reports.Subjects;
using Interplay.Runs;

string text = args.Length > 0 ? args[0] : "The film is not good but the acting is not bad at all";
var lens = TextLens.Create(text, new TextLensOptions { Ablation = TextAblation.MaskToken });
using var classifier = TextClassifier.Load(ShippedModels.Sentiment);
var sentiment = new TextClassifierValueFunction(classifier, lens);

var options = new ExplainOptions { Budget = 1000 };
var result = await Explainer.ExplainAsync(
    new FunctionRequest
    {
        Function = sentiment,
        Subject = new TextSubject { Parts = lens.Parts, Text = text },
        Options = options,
    }
);

var output = result.Explanation.Outputs[0];
foreach (var interaction in output.Interactions.Top(10, leastOrder: 2))
{
    var words = interaction.Parts.Parts.ToArray().Select(part => lens.Parts[part].Text.Trim());
    Console.WriteLine(
        $"{interaction.Strength, 8:F3} ± {interaction.StandardError:F3}  {string.Join(" + ", words)}"
    );
}

Console.WriteLine(output.Trust.Verdict.Sentence);
