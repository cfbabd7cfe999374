#:project ../src/Interplay.Onnx/Interplay.Onnx.csproj
#:project ../src/Interplay.Models/Interplay.Models.csproj
#:project ../src/Interplay.Optimisation/Interplay.Optimisation.csproj

// Which heads of a small language model act together, and which two can be removed for good?
// dotnet run samples/heads.cs
using Interplay.Models;
using Interplay.Onnx.Mechanistic.Readings;
using Interplay.Onnx.Mechanistic.Studies;
using Interplay.Optimisation;
using Interplay.Runs;
using Interplay.ValueFunctions;

using var study = ModelStudy.Create(
    new ModelStudyRequest
    {
        Source = ModelSource.Read(ShippedModels.ReviewsLm),
        Prompts = PromptList.Of("the film was", "it was a good", "the acting is not"),
        Parts = ComponentChoice.Parse("heads"),
        Removed = [2],
    }
);
var request = study.RunOf(new ExplainOptions { Budget = 400 }) with
{
    Journal = new MemoryJournal(),
};
var result = await Explainer.ExplainAsync(request);
var explanation = await study.CompletedAsync(result.Explanation);
var output = explanation.Outputs[0];
Console.WriteLine(
    $"{output.Name}: {output.Ends!.All:F2} with all heads, {output.Ends.None:F2} without"
);
foreach (var found in output.Interactions.Top(3, leastOrder: 2))
{
    var names = found.Parts.Parts.ToArray().Select(part => study.Parts[part].Text);
    Console.WriteLine($"{found.Strength, 8:F3}  {string.Join(" + ", names)}");
}

var pruning = await PruningStudy.RunAsync(
    output,
    study.Function,
    study.Request.Removed,
    new PruningOptions { Groups = await study.GroupSpectraAsync(request) }
);
foreach (var choice in pruning.Levels[0].Choices)
{
    var names = choice.Parts.Parts.ToArray().Select(part => study.Parts[part].Text);
    Console.WriteLine(
        $"without {string.Join(" and ", names)}: {choice.Measured:F2} (chosen by {choice.Rule})"
    );
}
