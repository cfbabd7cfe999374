using System.CommandLine;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Interactions.Indices;
using Interplay.Reports;
using Interplay.Runs;

namespace Interplay.Cli.Options;

/// <summary>The options that say what is shown and saved of an explanation.</summary>
internal sealed class ViewOptions
{
    private const int DefaultTop = 10;

    private readonly Option<string?> _index = new("--index")
    {
        HelpName = "NAME",
        Description =
            $"The rule that measures how strongly parts act together: {string.Join(", ", InteractionIndexNames.All)} [default: BII, the joint effect beyond that of smaller sets]",
    };

    private readonly Option<int?> _order = Numbers.Whole(
        "--order",
        "K",
        "Largest set of parts to report, 1 or more [default: all that were found; 1 for SV and BV, 2 for the indices that share effects out]"
    );

    private readonly Option<int?> _top = Numbers.Whole(
        "--top",
        "N",
        $"How many interactions to print, 0 or more [default: {DefaultTop}]"
    );

    private readonly Option<string?> _show = new("--show")
    {
        HelpName = "OUTPUT",
        Description =
            "Print only this output, in full: its name or a piece of it [default: all, more than three in short]",
    };

    private readonly TargetOption _json = new("--json")
    {
        HelpName = "FILE",
        Description = "Save the explanation as JSON; - prints it instead of the report.",
    };

    private readonly TargetOption _shapiq = new("--shapiq")
    {
        HelpName = "FILE",
        Description = "Save the interactions as JSON that the Python package shapiq loads.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_index);
        command.Options.Add(_order);
        command.Options.Add(_top);
        command.Options.Add(_show);
        command.Options.Add(_json);
        command.Options.Add(_shapiq);
    }

    /// <summary>The options of a run, checked before anything is spent.</summary>
    /// <exception cref="InterplayException">An unknown name or a number out of range.</exception>
    public ExplainOptions Checked(ParseResult parsed, MethodOptions method)
    {
        Top(parsed);
        InteractionIndex index = Index(parsed);
        int? order = parsed.GetValue(_order);
        InteractionValues.CheckOrder(index, order);
        return method.Read(parsed) with { Index = index, Order = order };
    }

    /// <summary>Refuses a wish to show an output that a run will not have, before the run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="outputs">Names of the outputs that it will have.</param>
    /// <exception cref="InterplayException"><c>output-not-found</c>.</exception>
    public void CheckShown(ParseResult parsed, IReadOnlyList<string> outputs)
    {
        if (parsed.GetValue(_show) is { } show)
        {
            ShownOutputs.Find(outputs, show);
        }
    }

    /// <summary>An explanation under the index and order that were asked for, or as it was saved when neither was.</summary>
    public Explanation Applied(ParseResult parsed, Explanation explanation)
    {
        int? order = parsed.GetValue(_order);
        return parsed.GetValue(_index) is null && order is null
            ? explanation
            : explanation.Under(
                parsed.GetValue(_index) is null ? explanation.Index : Index(parsed),
                order
            );
    }

    /// <summary>Saves what was asked for, then prints the report unless standard output is taken by JSON. What cannot be saved is said after the report.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="explanation">The explanation.</param>
    /// <param name="print">Prints the report of this kind of subject.</param>
    public async Task DeliverAsync(
        ParseResult parsed,
        Explanation explanation,
        Action<Screen, Explanation, ReportView> print
    )
    {
        await TargetFile.AfterAsync(
            () => SaveAsync(parsed, explanation),
            () =>
            {
                if (!TakesOutput(parsed))
                {
                    using var screen = new Screen(ScreenOptions.IsPlain(parsed));
                    print(screen, explanation, new ReportView(Top(parsed), parsed.GetValue(_show)));
                }
            }
        );
    }

    /// <summary>Saves what was asked for. A run that found too many sets to list is saved as it is before that is said.</summary>
    /// <exception cref="ExpansionTooLargeException">The index that was asked for has too many sets to list.</exception>
    public async Task SaveAsync(ParseResult parsed, Explanation explanation)
    {
        if (parsed.GetValue(_json) is { } json)
        {
            await ExplanationFile.WriteAsync(explanation, json);
        }

        if (parsed.GetValue(_index) is not null && explanation.Index != Index(parsed))
        {
            explanation.Under(Index(parsed), parsed.GetValue(_order));
        }

        if (parsed.GetValue(_shapiq) is { } shapiq)
        {
            await ExplanationFile.WriteShapiqAsync(explanation, shapiq);
        }
    }

    /// <summary>Whether standard output is taken by JSON.</summary>
    public bool TakesOutput(ParseResult parsed) =>
        parsed.GetValue(_json) == TargetFile.Standard
        || parsed.GetValue(_shapiq) == TargetFile.Standard;

    /// <summary>Where JSON is saved; null for nowhere.</summary>
    public string? JsonPath(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The output, or a piece of its name, that alone is printed; null for all.</summary>
    public string? Show(ParseResult parsed) => parsed.GetValue(_show);

    /// <summary>How many interactions to print.</summary>
    public int Top(ParseResult parsed) =>
        parsed.GetValue(_top) switch
        {
            null => DefaultTop,
            >= 0 and int top => top,
            int top => throw new InterplayException(
                ErrorKind.Request,
                "top-out-of-range",
                $"--top must be 0 or more; found {top}."
            ),
        };

    private InteractionIndex Index(ParseResult parsed) =>
        parsed.GetValue(_index) is { } name
            ? InteractionIndexNames.Parse(name)
            : InteractionIndex.BII;
}
