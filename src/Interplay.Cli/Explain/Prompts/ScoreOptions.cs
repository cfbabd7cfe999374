using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Llm.Answers;
using Interplay.Llm.Scoring;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>The options that say what is scored of an answer, and what is read from the scores.</summary>
internal sealed class ScoreOptions
{
    private readonly Option<string?> _continuation = new("--continuation")
    {
        HelpName = "TEXT",
        Description =
            "The answer whose probability is explained [default: the prompt file's, else what the model itself answers]",
    };

    private readonly Option<int?> _tokens = Numbers.Whole(
        "--tokens",
        "N",
        $"Most tokens of an answer that the model writes itself [default: {ScoreRequest.DefaultTokens}]"
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

    /// <summary>What is asked for; options that contradict each other are refused before anything is asked.</summary>
    /// <exception cref="InterplayException"><c>scores-contradict</c>; <c>option-out-of-range</c>; those of <see cref="AnswerMeasures.Parse"/>.</exception>
    public ScoreRequest Read(ParseResult parsed)
    {
        bool isPerToken = parsed.GetValue(_perToken);
        return isPerToken && parsed.GetValue(_output) is not null
            ? throw new InterplayException(
                ErrorKind.Request,
                "scores-contradict",
                "--per-token and --output exclude each other; give one."
            )
            : new ScoreRequest
            {
                Continuation = parsed.GetValue(_continuation),
                Labels =
                    parsed.GetValue(_labels)?.Split(',', StringSplitOptions.RemoveEmptyEntries)
                    ?? [],
                Measures = [.. (parsed.GetValue(_measures) ?? []).Select(AnswerMeasures.Parse)],
                Tokens = parsed.GetValue(_tokens) ?? ScoreRequest.DefaultTokens,
                Output = isPerToken ? "per-token" : parsed.GetValue(_output),
            }.Validated(static name => $"--{name}");
    }
}
