using System.ComponentModel;
using System.Text.Json.Nodes;
using Interplay.Cli.Explain.Prompts;
using Interplay.Cli.Options;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Scoring;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Storage;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Mcp;

/// <summary>The tool <c>explain_prompt</c>: documents, messages or words of a prompt that act together in a model's answer.</summary>
internal sealed class PromptTool(
    ToolGate gate,
    ToolLimits limits,
    WorkingFolder folder,
    AllowedEndpoints endpoints,
    string journal
)
{
    public const string Name = "explain_prompt";
    public const string Description =
        "Explain which documents, messages, sentences or words of a prompt a language model's answer needs, and which of them only together or instead of one another. Asks the endpoint again with parts taken away (this costs requests, at most the budget times the calls a prompt needs); answers that are paid for are kept in a journal and reused. Gives sentences, the strongest interactions, a measured verdict on trust, and the cost.";

    public Task<ModelContextProtocol.Protocol.CallToolResult> RunAsync(
        [Description(
            "The prompt as JSON: an array of messages, or a chat-completion request with messages, tools and documents. Give this or 'file'."
        )]
            string? prompt = null,
        [Description("The same in a file, relative to the working folder.")] string? file = null,
        [Description("The endpoint, such as http://127.0.0.1:8000/v1; may have a default.")]
            string? endpoint = null,
        [Description("The model; may be left out where the endpoint has only one.")]
            string? model = null,
        [Description(
            "What one part is: documents, messages, sentences, words, or a list such as documents,system:sentences."
        )]
            string parts = "documents",
        [Description(
            "Beginnings of an answer to weigh, such as yes and no: the first against the others is explained."
        )]
            string[]? labels = null,
        [Description(
            "The answer whose probability is explained; without it and without labels the model's own."
        )]
            string? continuation = null,
        [Description("Most ablations (combinations of parts that are asked).")] int? budget = null,
        [Description(ToolLimits.KeepMeaning)] double keep = KeptShareOption.Default,
        [Description("How many parts and interactions to tell.")] int top = 10,
        CancellationToken cancellationToken = default
    ) =>
        gate.RunAsync(
            async token =>
            {
                ToolLimits.Within("top", top, 0, ToolLimits.Interactions);
                ScoreRequest score = Checked(labels, continuation);
                PromptFile read = Read(prompt, file);
                var lens = PromptLens.Create(
                    read.Prompt,
                    new PromptLensOptions
                    {
                        Parts = PromptSelection.Parse(ToolLimits.Short("parts", parts)!),
                    }
                );
                var options = new EndpointOptions
                {
                    BaseAddress = endpoints.Find(endpoint),
                    Model = ToolLimits.Short("model", model) ?? read.Model,
                };
                return await ExplainAsync(
                    lens,
                    options,
                    score,
                    read,
                    limits.Budget(budget, lens.Parts.Count),
                    keep,
                    top,
                    token
                );
            },
            cancellationToken
        );

    private async Task<JsonObject> ExplainAsync(
        PromptLens lens,
        EndpointOptions endpoint,
        ScoreRequest score,
        PromptFile read,
        int budget,
        double keep,
        int top,
        CancellationToken cancellationToken
    )
    {
        await using IDurableJournal kept = await Journals.OpenAsync(
            journal,
            cancellationToken: cancellationToken
        );
        using var client = new EndpointClient(endpoint);
        EndpointCapabilities capabilities = await score.ProbeAsync(
            client,
            lens.Prompt,
            cancellationToken
        );
        IPromptScorer scorer = await score.CreateScorerAsync(
            client,
            capabilities,
            read,
            kept,
            cancellationToken
        );
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = new PromptValueFunction(
                    lens,
                    scorer,
                    new PromptEvaluationOptions { MaxCalls = limits.Calls }
                ),
                Subject = new PromptSubject { Parts = lens.Parts, Text = lens.Text },
                Options = new ExplainOptions
                {
                    Budget = budget,
                    KeptShare = keep,
                    Readout = score.Readout(scorer.Outputs),
                },
                Journal = kept,
                Title = $"asked over MCP · {capabilities.Model}",
            },
            cancellationToken: cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        JsonObject answer = ToolAnswer.Of(
            result.Explanation,
            top,
            output =>
                DocumentSection.HasDocuments(lens)
                    ? DocumentSection
                        .Statements(lens, result.Explanation, output)
                        .Select(static statement => statement.Sentence)
                    : []
        );
        answer["model"] = capabilities.Model;
        answer["answer"] = (scorer as ContinuationScorer)?.Continuation;
        JsonObject cost = answer["cost"]!.AsObject();
        cost["requests"] = client.Usage.Requests;
        cost["tokensRead"] = client.Usage.InputTokens;
        cost["tokensWritten"] = client.Usage.OutputTokens;
        cost["isCutShort"] = result.IsPartial;
        return answer;
    }

    private PromptFile Read(string? prompt, string? file)
    {
        if (prompt is null == file is null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "prompt-missing",
                $"Give either 'prompt' or 'file'; found {(prompt is null ? "neither" : "both")}."
            );
        }

        if (file is not null)
        {
            byte[] bytes = folder.Read(file, ToolLimits.PromptBytes);
            return file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? PromptReader.Read(bytes)
                : PromptReader.ReadPlain(bytes);
        }

        ToolLimits.Short("prompt", prompt, ToolLimits.PromptBytes);
        return PromptReader.Parse(prompt!);
    }

    private static ScoreRequest Checked(string[]? labels, string? continuation)
    {
        ToolLimits.Short("continuation", continuation);
        ToolLimits.Within("labels", labels?.Length ?? 0, 0, ToolLimits.Labels);
        ToolLimits.Short("labels", string.Concat(labels ?? []));
        return new ScoreRequest { Continuation = continuation, Labels = labels ?? [] }.Validated(
            static name => $"'{name}'"
        );
    }
}
