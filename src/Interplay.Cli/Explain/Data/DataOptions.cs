using System.CommandLine;
using Interplay.Cli.Options;

namespace Interplay.Cli.Explain.Data;

/// <summary>The options that name training and test rows, and say what is read of the retrainings.</summary>
internal sealed class DataOptions
{
    private readonly Argument<string> _train = new("TRAIN")
    {
        Description =
            "Training rows: .csv, .csv.gz or .parquet with a header. Columns of numbers are standardised, others become one number a category.",
    };

    private readonly Option<string?> _target = new("--target", "-y")
    {
        HelpName = "COLUMN",
        Description =
            "The column that is predicted. Two different values make two classes, anything else must be numbers.",
    };

    private readonly Option<string?> _positive = new("--positive")
    {
        HelpName = "VALUE",
        Description =
            "The class that counts as positive, all others as negative [default: the last of two in alphabetical order]",
    };

    private readonly Option<string?> _test = new("--test")
    {
        HelpName = "FILE",
        Description =
            "Test rows with the same columns. Without them (and without --trainer-command) the training rows are audited: wrong labels, redundant pairs.",
    };

    private readonly Option<string?> _row = new("--row")
    {
        HelpName = "ROWS",
        Description =
            "Which test rows are explained, each an output of the same retrainings: a number from 0, several with commas between, or all [default: the mean over all]",
    };

    private readonly Option<string?> _output = new("--output")
    {
        HelpName = "WHAT",
        Description =
            "What is read of a test row: margin (larger is more right), loss, probability (of the right class) or prediction [default: margin for two classes, loss for numbers]",
    };

    private readonly Option<string?> _parts = new("--parts")
    {
        HelpName = "CUT",
        Description =
            "What one part is: rows, column:NAME (rows with the same value), clusters:K (similar rows) or nearest:K (the rows nearest to the test row; all others always stay) [default: rows up to 64; of more, nearest:40 for one test row and clusters:40 else]",
    };

    private readonly Option<double?> _keep = Numbers.Real(
        "--keep",
        "P",
        "Probability that a part is kept in a retraining, above 0 and below 1 [default: 0.5]"
    );

    private readonly Option<string?> _drop = new("--drop")
    {
        HelpName = "COLUMNS",
        Description = "Columns that are no features, with commas between.",
    };

    private readonly Option<string?> _text = new("--text-columns")
    {
        HelpName = "COLUMNS",
        Description =
            "Columns of texts, with commas between: each becomes the embedding of the shipped encoder (--model).",
    };

    private readonly Option<string?> _id = new("--id")
    {
        HelpName = "COLUMN",
        Description =
            "The column that names a row in reports; it is no feature [default: rows are numbered from 0]",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_train);
        command.Options.Add(_target);
        command.Options.Add(_positive);
        command.Options.Add(_test);
        command.Options.Add(_row);
        command.Options.Add(_output);
        command.Options.Add(_parts);
        command.Options.Add(_keep);
        command.Options.Add(_drop);
        command.Options.Add(_text);
        command.Options.Add(_id);
    }

    public string Train(ParseResult parsed) => parsed.GetRequiredValue(_train);

    public string? Target(ParseResult parsed) => parsed.GetValue(_target);

    public string? Positive(ParseResult parsed) => parsed.GetValue(_positive);

    public string? Test(ParseResult parsed) => parsed.GetValue(_test);

    public string? Rows(ParseResult parsed) => parsed.GetValue(_row);

    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    public string? Parts(ParseResult parsed) => parsed.GetValue(_parts);

    public double Keep(ParseResult parsed) => parsed.GetValue(_keep) ?? 0.5;

    public string? Id(ParseResult parsed) => parsed.GetValue(_id);

    public IReadOnlyList<string> Dropped(ParseResult parsed) => Names(parsed.GetValue(_drop));

    public IReadOnlyList<string> Texts(ParseResult parsed) => Names(parsed.GetValue(_text));

    private static string[] Names(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        ?? [];
}
