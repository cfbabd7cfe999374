using Interplay.Recovery.Catalogue;

namespace Interplay.Cli.Bench;

/// <summary>Measures cell after cell; what is known already is not measured again.</summary>
/// <param name="request">What is measured.</param>
/// <param name="cases">On what.</param>
/// <param name="known">Cells of earlier runs, also of other requests.</param>
internal sealed class BenchRun(
    BenchRequest request,
    IReadOnlyList<BenchCase> cases,
    IReadOnlyList<BenchCell> known
)
{
    private readonly List<BenchCell> _all = [.. known];
    private readonly List<BenchCell> _done = [];

    /// <summary>Number of cells of the request.</summary>
    public int Total => cases.Count * request.Settings.Count * request.Methods.Count;

    /// <summary>The cells of the request that are done, in their order.</summary>
    public IReadOnlyList<BenchCell> Done => _done;

    /// <summary>Cells to keep: those of the request and those of earlier runs that they do not replace.</summary>
    public IReadOnlyList<BenchCell> All => _all;

    /// <summary>Measures what is not known.</summary>
    /// <param name="view">Is told of each cell.</param>
    /// <param name="save">Called after each cell that was measured.</param>
    /// <param name="cancellationToken">Stops the run; cells that are done stay.</param>
    public async Task MeasureAsync(
        IBenchView view,
        Func<Task> save,
        CancellationToken cancellationToken
    )
    {
        foreach (BenchCase subject in cases)
        {
            foreach (double setting in request.Settings)
            {
                foreach (string method in request.Methods)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    BenchCell question = Question(subject, setting, method);
                    BenchCell? cell = _all.Find(other => other.Answers(question));
                    bool isKnown = cell is not null;
                    if (cell is null)
                    {
                        IProgress<double> progress = view.Begin(question, _done.Count + 1, Total);
                        cell = await MeasureAsync(subject, question, progress, cancellationToken);
                        _all.RemoveAll(cell.Replaces);
                        _all.Add(cell);
                    }

                    _done.Add(cell);
                    view.End(cell, _done.Count, Total, isKnown);
                    if (!isKnown)
                    {
                        await save();
                    }
                }
            }
        }
    }

    private BenchCell Question(BenchCase subject, double setting, string method) =>
        new()
        {
            Case = subject.Name,
            Hash = subject.Hash,
            Setting = setting,
            Method = method,
            Seed = request.Seed,
            MaxTerms = request.MaxTerms,
            Engine = request.Engine,
            Parts = subject.PartCount,
            Ablations = subject.Budget(setting),
        };

    /// <summary>A method that refuses is a result of the bench; a value function or file that fails is not.</summary>
    private static async Task<BenchCell> MeasureAsync(
        BenchCase subject,
        BenchCell question,
        IProgress<double> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await subject.MeasureAsync(
                RecoveryMethods.Named(question.Method),
                question,
                progress,
                cancellationToken
            );
        }
        catch (InterplayException exception)
            when (exception.Kind is ErrorKind.Request or ErrorKind.Budget or ErrorKind.Data)
        {
            return question with { Skipped = $"{exception.Name}: {exception.Message}" };
        }
    }
}
