#:project ../src/Interplay/Interplay.csproj

// Calls that cost money: ask in rounds, and stop when the answer is good enough or more is not worth its price.
// dotnet run samples/rounds.cs
using Interplay.Masks;
using Interplay.Runs;
using Interplay.ValueFunctions;

// A score that saturates, with two switches that only work together.
static double Score(Mask on)
{
    double sum = on[3] && on[4] ? 2 : 0;
    for (int part = 0; part < on.PartCount; part++)
    {
        sum += on[part] ? Math.Sin(part * part) : 0;
    }

    return 3 * Math.Tanh(sum / 3);
}

var costly = new DelegateValueFunction(partCount: 24, Score);
var options = new ExplainOptions { Budget = 3000 };
var goal = new AnytimeOptions { UntilR2 = 0.9, MostPerPoint = 500 };

var request = new FunctionRequest
{
    Function = costly,
    Options = options,
    Rounds = goal,
};
await foreach (var result in Explainer.StepsAsync(request))
{
    var round = result.Explanation.Rounds[^1];
    var (r2, next) = round.Scores[0];
    Console.WriteLine(
        $"{round.Ablations, 4} ablations: R2 {r2?.Estimate:F2} ({r2?.Low:F2} to {r2?.High:F2}), "
            + $"the next 0.01 for about {next?.Ablations} more. {result.Stop}"
    );
}
