using System.CommandLine;
using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Lenses;
using Interplay.Recovery.TwoFidelity;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.Tables;

namespace Interplay.Cli.Options;

/// <summary><c>--prior</c>: what is known of a cheaper value function over the same parts.</summary>
internal sealed class PriorOption
{
    private readonly Option<string?> _prior = new("--prior")
    {
        HelpName = "FILE",
        Description =
            "What a cheaper model, another prompt or last week's run gave for the same parts: an explanation (JSON, ours or shapiq's) or a filled ablation table. Its scale is learned, and it is used only as far as it predicts better; notes say what it did.",
    };

    public void AddTo(Command command) => command.Options.Add(_prior);

    /// <summary>Whether a prior was given.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_prior) is not null;

    /// <summary>The options of a run, with the prior if one was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options without it.</param>
    /// <param name="partCount">Number of parts of the run.</param>
    /// <param name="outputs">Names of its outputs.</param>
    /// <param name="parts">Its parts; null when they have no names.</param>
    /// <param name="cancellationToken">Stops reading, and the recovery of a table.</param>
    /// <exception cref="InterplayException"><c>prior-mismatch</c>, or what is wrong with the file.</exception>
    public async Task<ExplainOptions> ApplyAsync(
        ParseResult parsed,
        ExplainOptions options,
        int partCount,
        IReadOnlyList<string> outputs,
        IReadOnlyList<Part>? parts,
        CancellationToken cancellationToken
    )
    {
        if (parsed.GetValue(_prior) is not { } path)
        {
            return options;
        }

        PriorFile prior =
            path == TargetFile.Standard
                ? await PriorFile.ReadJsonAsync(
                    Console.OpenStandardInput(),
                    path,
                    cancellationToken
                )
                : await PriorFile.ReadAsync(path, cancellationToken);
        IReadOnlyList<Spectrum> spectra = prior.For(partCount, outputs, parts);
        return options with { Method = new TwoFidelityMethod(options.Method, spectra) };
    }

    /// <summary>The explanation with the name of the prior in its manifest.</summary>
    public Explanation Recorded(ParseResult parsed, Explanation explanation) =>
        parsed.GetValue(_prior) is { } path
            ? explanation with
            {
                Manifest = explanation.Manifest.With(("prior", Path.GetFileName(path))),
            }
            : explanation;
}
