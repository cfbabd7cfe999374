#:project ../src/Interplay.Llm/Interplay.Llm.csproj
#:project ../src/Interplay.Storage/Interplay.Storage.csproj

// Which retrieved documents does an answer need? Asks a language model behind an endpoint, and pays for nothing twice.
// interplay serve-model                      (in another terminal; or give the address of an endpoint of yours)
// dotnet run samples/documents.cs http://127.0.0.1:8000/v1
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Documents;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Readouts;
using Interplay.Llm.Scoring;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Storage;

string address = args.Length > 0 ? args[0] : "http://127.0.0.1:8000/v1";
PromptFile chat = PromptReader.Parse(
    """
    {
      "messages": [
        { "role": "system", "content": "Answer from the documents." },
        { "role": "user", "content": "{{documents}}\nQuestion: Is the Harbor Hotel both quiet and cheap?" }
      ],
      "documents": [
        "The Harbor Hotel is quiet.",
        "The Summit Gym is clean.",
        "The Harbor Hotel is cheap.",
        "The Orion Cinema is famous.",
        "The Harbor Hotel has low prices."
      ]
    }
    """
);
PromptLens lens = PromptLens.Create(chat.Prompt);

using var client = new EndpointClient(new EndpointOptions { BaseAddress = new Uri(address) });
var endpoint = await EndpointProbe.ProbeAsync(client, lens.Prompt);
var scorer = await LabelScorer.CreateAsync(client, endpoint, lens.Prompt, ["yes", "no"]);
await using var journal = await Journals.OpenAsync(args.Length > 1 ? args[1] : "documents.journal");

var options = new ExplainOptions
{
    Readout = LabelReadout.LogOdds(scorer.Outputs, ["yes"], ["no"]),
};
var result = await Explainer.ExplainAsync(
    new FunctionRequest
    {
        Function = new PromptValueFunction(lens, scorer),
        Subject = new PromptSubject { Parts = lens.Parts, Text = lens.Text },
        Options = options,
        Journal = journal,
    }
);

var output = result.Explanation.Outputs[0];
foreach (var statement in DocumentSentences.Describe(Probabilities.Of(output.Spectrum), lens.Parts))
{
    Console.WriteLine($"- {statement.Sentence}");
}

Console.WriteLine(output.Trust.Verdict.Sentence);
Console.WriteLine($"{result.Explanation.Ablations} ablations, {result.Cost.Calls} calls paid for.");
