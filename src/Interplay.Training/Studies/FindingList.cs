using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Training.Findings;
using Interplay.Training.Readouts;

namespace Interplay.Training.Studies;

/// <summary>What an explanation of training data says: harmful parts, groups by how they act together, rows that are equal.</summary>
/// <param name="study">What was explained.</param>
/// <param name="trainer">The trainer; null for a program, which says nothing of training rows.</param>
internal sealed class FindingList(DataStudy study, Trainer? trainer)
{
    private const int MostHarmful = 20;
    private const int MostGroups = 50;
    private const int MostEqual = 100;

    /// <summary>Effects of fewer standard errors are no finding.</summary>
    private const double LeastErrors = 2;

    public async Task<IReadOnlyList<Finding>> OfAsync(
        Explanation explanation,
        CancellationToken cancellationToken
    )
    {
        Finding[] found =
        [
            .. explanation.Outputs.SelectMany(output => Of(explanation, output)),
            .. OfEqualRows(),
        ];
        int[] suspects =
        [
            .. found
                .Where(static finding => finding.Kind == FindingKind.Harmful)
                .OrderByDescending(static finding => Math.Abs(finding.Strength ?? 0))
                .Select(RowOf)
                .OfType<int>()
                .Distinct(),
        ];
        if (suspects.Length == 0 || study.Train is not { IsBinary: true } train)
        {
            return found;
        }

        HashSet<int> wrong = await LeftOutLabels.ProbablyWrongAsync(
            train,
            suspects,
            trainer?.FunctionOf,
            study.Request.Task.Seed,
            cancellationToken
        );
        return
        [
            .. found.Select(finding =>
                finding.Kind == FindingKind.Harmful
                && RowOf(finding) is int row
                && wrong.Contains(row)
                    ? finding with
                    {
                        Kind = FindingKind.Mislabelled,
                    }
                    : finding
            ),
        ];
    }

    /// <summary>The row that a finding is about; null for parts of several.</summary>
    private int? RowOf(Finding finding) =>
        study.Lens.RowsOf(finding.Parts.Parts[0]) is [var row] ? row : null;

    /// <summary>Whether a larger output is better (1), worse (-1), or neither (0).</summary>
    private int Direction(string output) =>
        study.Reading is { } reading
            ? reading.Output switch
            {
                RetrainingOutput.Loss => -1,
                RetrainingOutput.Prediction => 0,
                _ => 1,
            }
        : output.Contains("loss", StringComparison.OrdinalIgnoreCase)
        || output.Contains("error", StringComparison.OrdinalIgnoreCase)
            ? -1
        : 1;

    private IEnumerable<Finding> Of(Explanation explanation, ExplainedOutput output)
    {
        Spectrum centred = explanation.EffectsOf(output);
        int direction = Direction(output.Name);
        var findings = new DataFindings(centred, direction < 0);
        IEnumerable<int> harmful = direction == 0 ? [] : findings.Harmful(MostHarmful);
        return harmful
            .Where(part => IsSure(centred, PartSet.Of(part)))
            .Select(part => new Finding(
                FindingKind.Harmful,
                output.Name,
                PartSet.Of(part),
                findings.Effect(part),
                ErrorOf(centred, PartSet.Of(part))
            ))
            .Concat(
                findings
                    .Groups(int.MaxValue)
                    // The share of the energy ranks: strengths grow with the order by definition.
                    .OrderByDescending(group => Math.Abs(centred[group.Parts]))
                    .ThenBy(static group => group.Parts)
                    .Take(MostGroups)
                    .Select(group => new Finding(
                        group.Relation switch
                        {
                            GroupRelation.Redundant => FindingKind.Redundant,
                            GroupRelation.Synergistic => FindingKind.Synergistic,
                            _ => FindingKind.Conflicting,
                        },
                        output.Name,
                        group.Parts,
                        group.Strength,
                        ErrorOf(centred, group.Parts)
                    ))
            );
    }

    /// <summary>Nobody is called harmful by chance.</summary>
    private static bool IsSure(Spectrum spectrum, PartSet parts) =>
        ErrorOf(spectrum, parts) is not double error
        || Math.Pow(2, parts.Order) * Math.Abs(spectrum[parts]) >= LeastErrors * error;

    private static double? ErrorOf(Spectrum spectrum, PartSet parts) =>
        spectrum.TryGet(parts, out SpectrumTerm term)
            ? term.StandardError * Math.Pow(2, parts.Order)
            : null;

    private IEnumerable<Finding> OfEqualRows() =>
        study.Train is not { } train
            ? []
            : EqualRows
                .Of(train, study.Lens)
                .Take(MostEqual)
                .Select(parts => new Finding(
                    parts
                        .Parts.ToArray()
                        .Select(part => train.Targets[study.Lens.RowsOf(part)[0]])
                        .Distinct()
                        .Count() > 1
                        ? FindingKind.Contradiction
                        : FindingKind.Duplicate,
                    null,
                    parts
                ));
}
