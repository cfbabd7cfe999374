using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Training.Findings;
using Interplay.Training.Parts;
using Interplay.Training.Readouts;

namespace Interplay.Cli.Explain.Data;

/// <summary>What an explanation of training data says: harmful parts, groups by how they act together, rows that are equal.</summary>
internal static class FindingList
{
    private const int MostHarmful = 20;
    private const int MostGroups = 50;
    private const int MostEqual = 100;

    /// <summary>Effects of fewer standard errors are no finding.</summary>
    private const double LeastErrors = 2;

    /// <summary>A label looks wrong where so many of so many nearest rows have another.</summary>
    private const int Neighbours = 5;
    private const int Disagreeing = 4;

    public static IReadOnlyList<Finding> Of(DataStudy study, Explanation explanation) =>
        [.. explanation.Outputs.SelectMany(output => Of(study, output)), .. OfEqualRows(study)];

    /// <summary>Whether a larger output is better (1), worse (-1), or neither (0).</summary>
    private static int Direction(DataStudy study, string output) =>
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

    private static IEnumerable<Finding> Of(DataStudy study, ExplainedOutput output)
    {
        Spectrum centred = CentredTerms.Of(output.Spectrum, study.Request.Keep);
        int direction = Direction(study, output.Name);
        var findings = new DataFindings(centred, direction < 0);
        IEnumerable<int> harmful = direction == 0 ? [] : findings.Harmful(MostHarmful);
        return harmful
            .Where(part => IsSure(centred, PartSet.Of(part)))
            .Select(part => new Finding(
                LooksMislabelled(study, part) ? FindingKind.Mislabelled : FindingKind.Harmful,
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

    /// <summary>A row whose nearest rows have another label.</summary>
    private static bool LooksMislabelled(DataStudy study, int part)
    {
        if (
            study.Tables.Train is not { IsBinary: true } train
            || study.Lens.RowsOf(part) is not [var row]
            || train.RowCount <= Neighbours
        )
        {
            return false;
        }

        // The nearest to a row is the row itself, or its copy.
        var near = DataLens.OfNearest(train, train.Row(row), Neighbours + 1);
        int other = near.Parts.Count(neighbour =>
            train.Targets[near.RowsOf(neighbour.Index)[0]] != train.Targets[row]
        );
        return other >= Disagreeing;
    }

    private static IEnumerable<Finding> OfEqualRows(DataStudy study)
    {
        if (study.Tables.Train is not { } train)
        {
            return [];
        }

        return EqualRows
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
}
