#:project ../src/Interplay/Interplay.csproj
#:project ../src/Interplay.Onnx/Interplay.Onnx.csproj
#:property RestorePackagesWithLockFile=false

// Which combinations of words drive the sentiment of a sentence? Run with: dotnet run samples/text.cs
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Onnx;
using Interplay.Onnx.Text;

string text = args.Length > 0 ? args[0] : "The film is not good but the acting is not bad at all";

using var classifier = TextClassifier.Load(ShippedModels.Sentiment);
var lens = TextLens.Create(text);
var sentiment = new TextClassifierValueFunction(classifier, lens);

var masks = MaskMatrix.From([
    Mask.Full(lens.Parts.Count),
    .. lens.Parts.Select(part =>
        Mask.Keeping(
            lens.Parts.Count,
            [.. lens.Parts.Where(other => other != part).Select(other => other.Index)]
        )
    ),
]);
var values = new double[masks.RowCount];
await sentiment.EvaluateAsync(masks, values);

for (int row = 0; row < masks.RowCount; row++)
{
    Console.WriteLine($"{values[row], 7:F3}  {lens.Ablate(masks.GetMask(row))}");
}
