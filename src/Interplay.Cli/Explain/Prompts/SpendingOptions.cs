using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Llm;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>The options that limit what may be spent, and that ask what would be.</summary>
internal sealed class SpendingOptions
{
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description =
            "Ask nothing: print how many calls and tokens the run would take, and time and money where the rate and the prices are given.",
    };

    private readonly Option<int?> _maxCalls = Numbers.Whole(
        "--max-calls",
        "N",
        "Most requests, retries included; when they are made, what was paid for is explained"
    );

    private readonly Option<double?> _maxCost = Numbers.Real(
        "--max-cost",
        "X",
        "Most money, in the currency of the prices; when it is spent, what was paid for is explained"
    );

    private readonly Option<double?> _inputPrice = Numbers.Real(
        "--input-price",
        "X",
        "Price of a million tokens read"
    );

    private readonly Option<double?> _outputPrice = Numbers.Real(
        "--output-price",
        "X",
        "Price of a million tokens written"
    );

    public void AddTo(Command command)
    {
        command.Options.Add(_dryRun);
        command.Options.Add(_maxCalls);
        command.Options.Add(_maxCost);
        command.Options.Add(_inputPrice);
        command.Options.Add(_outputPrice);
    }

    /// <summary>Whether nothing may be asked.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>The limits.</summary>
    /// <exception cref="InterplayException"><c>prices-missing</c>: a limit of money without prices.</exception>
    public PromptEvaluationOptions Read(ParseResult parsed, int concurrency)
    {
        double? input = parsed.GetValue(_inputPrice);
        double? output = parsed.GetValue(_outputPrice);
        double? most = parsed.GetValue(_maxCost);
        if (most is not null && input is null && output is null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "prices-missing",
                "--max-cost needs --input-price and --output-price, the prices of a million tokens."
            );
        }

        return new PromptEvaluationOptions
        {
            Concurrency = concurrency,
            MaxCalls = parsed.GetValue(_maxCalls),
            MaxCost = most,
            Prices =
                input is null && output is null ? null : new TokenPrices(input ?? 0, output ?? 0),
        };
    }
}
