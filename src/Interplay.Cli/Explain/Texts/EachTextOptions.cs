using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Sections;
using Interplay.Lenses.Text;
using Interplay.Reports;
using Interplay.Tables;

namespace Interplay.Cli.Explain.Texts;

/// <summary>The options that explain many texts of one file, one after the other and together.</summary>
internal sealed class EachTextOptions
{
    private readonly Option<string?> _each = new("--each")
    {
        HelpName = "WHAT",
        Description =
            $"Explain many texts of --file: {TextList.Lines} (each line is a text), or the name of a column (.csv, .parquet) or property (.jsonl) that holds them. The report and --json are then the summary of all.",
    };

    private readonly TargetOption _csv = new("--csv")
    {
        HelpName = "FILE",
        Description = "Of --each: save the summary as CSV, a line for each word or set.",
    };

    private readonly Option<string?> _folder = new("--save-each")
    {
        HelpName = "FOLDER",
        Description =
            "Of --each: save every explanation as JSON in this folder, 00001.json and on, in the order of the file.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_each);
        command.Options.Add(_csv);
        command.Options.Add(_folder);
    }

    /// <summary>Whether many texts are explained; what belongs to that alone is refused otherwise.</summary>
    /// <exception cref="InterplayException"><c>text-options-contradict</c>.</exception>
    public bool IsAsked(ParseResult parsed, TextOptions text, PriorOption prior)
    {
        bool isAsked = parsed.GetValue(_each) is not null;
        if (!isAsked && (parsed.GetValue(_csv) ?? parsed.GetValue(_folder)) is not null)
        {
            throw Contradiction(
                "--csv and --save-each are for many texts: name what one is by --each."
            );
        }

        if (isAsked && (text.File(parsed) is null || prior.IsNamed(parsed)))
        {
            throw Contradiction(
                "--each explains the texts of --file FILE, each without a --prior: the parts of one text are not those of another."
            );
        }

        if (isAsked && parsed.GetResult("--shapiq") is not null)
        {
            throw Contradiction(
                "--shapiq saves the interactions of one text, and --each has many."
            );
        }

        return isAsked;
    }

    /// <summary>The texts, cut into parts. Those that have too few are told apart, with the reason.</summary>
    public async Task<(List<(string Name, TextLens Lens)> Texts, List<string> Left)> ReadAsync(
        ParseResult parsed,
        TextOptions text,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ListedText> listed = await TextList.ReadAsync(
            text.File(parsed)!,
            parsed.GetRequiredValue(_each)!,
            cancellationToken
        );
        var texts = new List<(string, TextLens)>();
        var left = new List<string>();
        foreach (ListedText one in listed)
        {
            try
            {
                texts.Add((one.Name, TextLens.Create(one.Text, text.Cut(parsed))));
            }
            catch (InterplayException e) when (e.Name == "too-few-parts")
            {
                left.Add($"{one.Name} is left out. {e.Message}");
            }
        }

        return texts.Count > 0
            ? (texts, left)
            : throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"None of the {listed.Count} texts of '{text.File(parsed)}' has two parts or more."
            );
    }

    /// <summary>Makes the folder of the explanations, before anything is asked.</summary>
    /// <exception cref="InterplayException"><c>file-unwritable</c>.</exception>
    public void Prepare(ParseResult parsed)
    {
        if (parsed.GetValue(_folder) is { } folder)
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (Exception exception)
                when (exception is IOException or UnauthorizedAccessException)
            {
                throw new InterplayException(
                    ErrorKind.Missing,
                    "file-unwritable",
                    $"'{folder}' cannot be made a folder: {exception.Message}",
                    exception
                );
            }
        }
    }

    /// <summary>Saves one explanation where that was asked for.</summary>
    public async Task SaveAsync(ParseResult parsed, int number, Explanation explanation)
    {
        if (parsed.GetValue(_folder) is { } folder)
        {
            await ExplanationFile.WriteAsync(
                explanation,
                Path.Combine(folder, $"{number:00000}.json")
            );
        }
    }

    /// <summary>Where the summary is saved as CSV; null for nowhere.</summary>
    public string? Csv(ParseResult parsed) => parsed.GetValue(_csv);

    private static InterplayException Contradiction(string message) =>
        new(ErrorKind.Request, "text-options-contradict", message);
}
