#:project ../src/Interplay.Llm/Interplay.Llm.csproj

// From coarse parts to fine ones: first documents, then the sentences of those that matter.
// interplay serve-model                      (in another terminal; or give the address of an endpoint of yours)
// dotnet run samples/levels.cs http://127.0.0.1:8000/v1
using Interplay.Lenses;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Readouts;
using Interplay.Llm.Scoring;
using Interplay.Runs;

string address = args.Length > 0 ? args[0] : "http://127.0.0.1:8000/v1";
var chat = PromptReader.Parse(
    """
    {
      "messages": [{ "role": "user", "content": "{{documents}}\nQuestion: Is the Harbor Hotel both quiet and cheap?" }],
      "documents": [
        "The Harbor Hotel is quiet. The Harbor Hotel is large.",
        "The Summit Gym is clean. The Summit Gym is new.",
        "The Harbor Hotel is cheap. The Orion Cinema is famous."
      ]
    }
    """
);
using var client = new EndpointClient(new EndpointOptions { BaseAddress = new Uri(address) });
var endpoint = await EndpointProbe.ProbeAsync(client, chat.Prompt);
var scorer = await LabelScorer.CreateAsync(client, endpoint, chat.Prompt, ["yes", "no"]);
var request = new LevelsRequest<PromptLens>
{
    Lens = PromptLens.Create(chat.Prompt),
    FunctionOf = lens => new PromptValueFunction(lens, scorer),
    Levels = new AdaptiveOptions { Units = [TextUnit.Sentence] },
    Options = new ExplainOptions
    {
        Readout = LabelReadout.LogOdds(scorer.Outputs, ["yes"], ["no"]),
    },
};
await foreach (var result in Explainer.StepsAsync(request))
{
    var level = (LevelResult<PromptLens>)result;
    Console.WriteLine(
        $"level {level.Number}: {level.Lens.Parts.Count} parts, {level.EvaluatedHere} asked, {level.Lifted} used again, {level.Cost.Calls} calls so far"
    );
    foreach (var found in level.Explanation.Outputs[0].Interactions.Top(3))
    {
        var names = found.Parts.Parts.ToArray().Select(part => level.Lens.Parts[part].Text.Trim());
        Console.WriteLine($"{found.Strength, 8:F2}  {string.Join(" + ", names)}");
    }
}
