#:project ../src/Interplay/Interplay.csproj

// A function of your own, explained without any model: 40 switches of a machine, of which five matter.
// dotnet run samples/function.cs
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Runs;
using Interplay.ValueFunctions;

static double Output(Mask on)
{
    double light = on[3] ? 2 : 0;
    double pump = on[7] && on[12] ? 5 : 0;
    double alarm = on[12] && on[20] && on[31] ? -4 : 0;
    return 1 + light + pump + alarm;
}

var machine = new DelegateValueFunction(partCount: 40, Output);
var options = new ExplainOptions { Budget = 2000, Index = InteractionIndex.Moebius };
var result = await Explainer.ExplainAsync(
    new FunctionRequest { Function = machine, Options = options }
);

var output = result.Explanation.Outputs[0];
foreach (var interaction in output.Interactions.Top(3))
{
    Console.WriteLine($"{interaction.Strength, 8:F3}  {interaction.Parts}");
}

Console.WriteLine(output.Trust.Verdict.Sentence);
