using System.Runtime.CompilerServices;
using Interplay.Measurements.Cases;
using Interplay.Measurements.Cells;
using Interplay.Recovery.Catalogue;

namespace Interplay.Measurements.Studies;

/// <summary>Measures cell after cell; what is known already is not measured again.</summary>
/// <param name="request">What is measured.</param>
/// <param name="cases">On what.</param>
/// <param name="known">Cells of earlier runs, also of other requests.</param>
public sealed class MethodStudy(
    StudyRequest request,
    IReadOnlyList<MeasuredCase> cases,
    IReadOnlyList<MeasuredCell> known
)
{
    private readonly List<MeasuredCell> _all = [.. known];
    private readonly List<MeasuredCell> _done = [];

    /// <summary>Number of cells of the request.</summary>
    public int Total => cases.Count * request.Settings.Count * request.Methods.Count;

    /// <summary>The cells of the request that are done, in their order.</summary>
    public IReadOnlyList<MeasuredCell> Done => _done;

    /// <summary>Cells to keep: those of the request and those of earlier runs that they do not replace.</summary>
    public IReadOnlyList<MeasuredCell> All => _all;

    /// <summary>Measures what is not known.</summary>
    /// <param name="progress">Receives how far each cell is, from any thread; its first and its last report of a cell are in their order.</param>
    /// <param name="cancellationToken">Stops the study; cells that are done stay.</param>
    /// <returns>The cells in the order of the request, each when it is done.</returns>
    public async IAsyncEnumerable<StudyStep> MeasureAsync(
        IProgress<StudyStep>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach ((MeasuredCase subject, MeasuredCell question) in Questions())
        {
            cancellationToken.ThrowIfCancellationRequested();
            MeasuredCell? cell = _all.Find(other => other.Answers(question));
            bool isKnown = cell is not null;
            if (cell is null)
            {
                var begun = new StudyStep(question, _done.Count + 1, Total, 0);
                progress?.Report(begun);
                cell = await MeasureAsync(
                    subject,
                    question,
                    new Share(begun, progress),
                    cancellationToken
                );
                _all.RemoveAll(cell.Replaces);
                _all.Add(cell);
            }

            _done.Add(cell);
            var step = new StudyStep(cell, _done.Count, Total, 1, isKnown);
            progress?.Report(step);
            yield return step;
        }
    }

    private IEnumerable<(MeasuredCase Subject, MeasuredCell Question)> Questions() =>
        from subject in cases
        from setting in request.Settings
        from method in request.Methods
        select (
            subject,
            new MeasuredCell
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
            }
        );

    /// <summary>A method that refuses is a result of the bench; a value function or file that fails is not.</summary>
    private static async Task<MeasuredCell> MeasureAsync(
        MeasuredCase subject,
        MeasuredCell question,
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

    private sealed class Share(StudyStep begun, IProgress<StudyStep>? next) : IProgress<double>
    {
        public void Report(double value) => next?.Report(begun with { Share = value });
    }
}
