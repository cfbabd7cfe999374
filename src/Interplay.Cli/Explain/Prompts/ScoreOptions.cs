using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Answers;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Readouts;
using Interplay.Llm.Scoring;
using Interplay.Storage;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>The options that say what is scored of an answer, and what is read from the scores.</summary>
internal sealed class ScoreOptions
{
    private const int DefaultTokens = 24;

    private readonly Option<string?> _continuation = new("--continuation")
    {
        HelpName = "TEXT",
        Description =
            "The answer whose probability is explained [default: the prompt file's, else what the model itself answers]",
    };

    private readonly Option<int?> _tokens = Numbers.Whole(
        "--tokens",
        "N",
        $"Most tokens of an answer that the model writes itself [default: {DefaultTokens}]"
    );

    private readonly Option<string?> _labels = new("--labels")
    {
        HelpName = "A,B",
        Description =
            "Score these beginnings of an answer instead, such as yes,no; the first against the others is explained.",
    };

    private readonly Option<string[]> _measures = new("--measure")
    {
        HelpName = "WHAT",
        Description =
            "Let the model answer every ablated prompt, and measure the answer: exact:\"text\", contains:\"text\", overlap:\"text\", pattern:\"price: (\\\\d+)\", json:$.price, length; may be given again.",
    };

    private readonly Option<string?> _output = new("--output")
    {
        HelpName = "READOUT",
        Description =
            "What is explained of the scores, at no further cost: total (log-probability of the answer), logit (log-odds of it), mean (a token), span:\"text\", per-token, log-odds:yes/no, label:yes, measure:NAME [default: logit, log-odds, or every measure]",
    };

    private readonly Option<bool> _perToken = new("--per-token")
    {
        Description = "Explain every token of the answer: the same as --output per-token.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_continuation);
        command.Options.Add(_tokens);
        command.Options.Add(_labels);
        command.Options.Add(_measures);
        command.Options.Add(_output);
        command.Options.Add(_perToken);
    }

    /// <summary>Refuses options that contradict each other, before anything is asked.</summary>
    /// <exception cref="InterplayException"><c>scores-contradict</c>.</exception>
    public void Check(ParseResult parsed)
    {
        string[] given =
        [
            .. new[]
            {
                parsed.GetValue(_continuation) is null ? null : "--continuation",
                parsed.GetValue(_labels) is null ? null : "--labels",
                parsed.GetValue(_measures) is { Length: > 0 } ? "--measure" : null,
            }.OfType<string>(),
        ];
        if (given.Length > 1)
        {
            throw Contradict(string.Join(" and ", given));
        }

        if (parsed.GetValue(_perToken) && parsed.GetValue(_output) is not null)
        {
            throw Contradict("--per-token and --output");
        }
    }

    /// <summary>What gives the numbers.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="client">The endpoint.</param>
    /// <param name="capabilities">What it supports.</param>
    /// <param name="file">The prompt file.</param>
    /// <param name="journal">Where the model's own answer is kept, so that a run that goes on scores the same one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IPromptScorer> CreateAsync(
        ParseResult parsed,
        EndpointClient client,
        EndpointCapabilities capabilities,
        PromptFile file,
        IDurableJournal journal,
        CancellationToken cancellationToken
    )
    {
        if (parsed.GetValue(_measures) is { Length: > 0 } measures)
        {
            return new AnswerScorer(
                new EndpointAnswers(client, capabilities, Tokens(parsed)),
                [.. measures.Select(AnswerMeasures.Parse)]
            );
        }

        if (Labels(parsed) is { } labels)
        {
            return await LabelScorer.CreateAsync(
                client,
                capabilities,
                file.Prompt,
                labels,
                cancellationToken
            );
        }

        string continuation =
            parsed.GetValue(_continuation)
            ?? file.Continuation
            ?? await OwnAnswer.FindAsync(
                client,
                capabilities,
                file.Prompt,
                Tokens(parsed),
                journal,
                cancellationToken
            );
        return await ContinuationScorer.CreateAsync(
            client,
            capabilities,
            file.Prompt,
            continuation,
            cancellationToken
        );
    }

    /// <summary>What is read from the numbers; null takes all of them as they are.</summary>
    public IReadout? Readout(ParseResult parsed, IReadOnlyList<string> rawOutputs)
    {
        string? output = parsed.GetValue(_perToken) ? "per-token" : parsed.GetValue(_output);
        if (output is null && parsed.GetValue(_measures) is { Length: > 0 })
        {
            return null;
        }

        return Labels(parsed) is { } labels && output is null
            ? labels.Length > 1
                ? LabelReadout.LogOdds(rawOutputs, [labels[0]], [.. labels.Skip(1)])
                : LabelReadout.LogProbability(rawOutputs, labels[0])
            : PromptReadouts.Parse(output ?? "logit", rawOutputs);
    }

    private int Tokens(ParseResult parsed) =>
        parsed.GetValue(_tokens) switch
        {
            null => DefaultTokens,
            > 0 and int tokens => tokens,
            int tokens => throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"--tokens must be at least 1; found {tokens}."
            ),
        };

    private string[]? Labels(ParseResult parsed) =>
        parsed.GetValue(_labels)?.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static InterplayException Contradict(string options) =>
        new(ErrorKind.Request, "scores-contradict", $"{options} exclude each other; give one.");
}
