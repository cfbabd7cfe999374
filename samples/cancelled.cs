#:project ../src/Interplay/Interplay.csproj
#:project ../src/Interplay.Storage/Interplay.Storage.csproj

// Cancelled half-way: what was paid for is explained, and the same request later goes on from it.
// dotnet run samples/cancelled.cs -- [file.journal]
using Interplay.Masks;
using Interplay.Runs;
using Interplay.Storage;
using Interplay.ValueFunctions;

using var stop = new CancellationTokenSource();
int asked = 0;

// The model, which is slow and costs money: a delegate here. After 300 calls somebody presses Ctrl-C.
double Score(Mask on)
{
    if (++asked == 300)
    {
        stop.Cancel();
    }

    return (on[3] && on[4] ? 2 : 0) + (on[7] ? 1 : 0) - (on[9] && on[11] ? 1.5 : 0);
}

await using var journal = await Journals.OpenAsync(args.Length > 0 ? args[0] : "cancelled.journal");
var request = new FunctionRequest
{
    Function = new DelegateValueFunction(40, Score, "switches/1"),
    Options = new ExplainOptions { Budget = 1200, BatchSize = 20 },
    Rounds = new AnytimeOptions(),
    Journal = journal,
    Title = "forty switches",
};
foreach (var token in new[] { stop.Token, CancellationToken.None })
{
    var result = await Explainer.ExplainAsync(request, cancellationToken: token);
    var output = result.Explanation.Outputs[0];
    Console.WriteLine(
        $"{result.Stop}: asked {result.Evaluated}, explained from {result.Explanation.Ablations}. {output.Trust.Verdict.Sentence}"
    );
}
