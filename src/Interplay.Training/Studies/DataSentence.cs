using System.Globalization;

namespace Interplay.Training.Studies;

/// <summary>What a run on training data was about, in sentences that travel with the explanation.</summary>
internal static class DataSentence
{
    /// <summary>What was trained on what, and how well it does on all of it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="whole">Scores of the trainer on all rows; null where they are not known.</param>
    public static string Of(DataStudy study, IReadOnlyList<double>? whole)
    {
        string file = study.Request.Task.Train.Name;
        string cut = study.Cut.Kind switch
        {
            DataCut.Cut.Rows => ", each a part",
            DataCut.Cut.Column =>
                $" in {study.Lens.Parts.Count} groups by {study.Cut.Column}, each a part{Stay(study)}",
            DataCut.Cut.Clusters =>
                $" in {study.Lens.Parts.Count} clusters of similar rows, each a part",
            _ =>
                $"; the {study.Lens.Parts.Count} nearest to the test row are the parts{Stay(study)}",
        };
        string read = study.Reading is { } reading
            ? $"Explained is the {reading.Readout.Name} of {Tested(study.Request)}, in {reading.Unit}, by {study.TrainerName}"
            : $"Explained are the outputs of {study.TrainerName}";
        return $"{study.Lens.RowCount} training rows of {file}{cut}. {read}{Accuracy(study, whole)}.";
    }

    private static string Stay(DataStudy study) =>
        study.Lens.FixedRows.Count == 0
            ? ""
            : $", the other {study.Lens.FixedRows.Count} always stay";

    private static string Tested(DataStudyRequest request) =>
        request.OnlyRow is int row
            ? $"test row {row}{request.Task.LabelOf(request.Test!, row)}"
            : $"{(request.Rows is { } several ? $"{several.Count} of " : "the ")}{request.Test!.Table.RowCount} test rows";

    private static string Accuracy(DataStudy study, IReadOnlyList<double>? whole)
    {
        if (whole is null || study.Test is not { IsBinary: true } test)
        {
            return "";
        }

        int right = 0;
        for (int row = 0; row < whole.Count; row++)
        {
            right += whole[row] * test.Targets[row] > 0 ? 1 : 0;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"; trained on all rows it classifies {right} of {whole.Count} test rows rightly"
        );
    }
}
