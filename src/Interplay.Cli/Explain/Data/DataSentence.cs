using System.Globalization;
using Interplay.Cli.Options;
using Interplay.Training.Tables;

namespace Interplay.Cli.Explain.Data;

/// <summary>What a run on training data was about, in sentences that travel with the explanation.</summary>
internal static class DataSentence
{
    /// <summary>What was trained on what, and how well it does on all of it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="whole">Scores of the trainer on all rows; null where they are not known.</param>
    public static string Of(DataStudy study, double[]? whole)
    {
        string file = study.Tables.TrainFile.Name;
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
            ? $"Explained is the {reading.Readout.Name} of {Tested(study, reading)}, in {reading.Unit}, by {study.Trainer}"
            : $"Explained are the outputs of {study.Trainer}";
        return $"{study.Lens.RowCount} training rows of {file}{cut}. {read}{Accuracy(study, whole)}.";
    }

    private static string Stay(DataStudy study) =>
        study.Lens.FixedRows.Count == 0
            ? ""
            : $", the other {study.Lens.FixedRows.Count} always stay";

    private static string Tested(DataStudy study, DataReading reading)
    {
        DataTable table = study.Tables.TestFile!.Table;
        return reading.Rows.Only is int row
            ? $"test row {row}{DataTables.LabelOf(study.Tables.TestFile, study.Request.Target, row)}"
            : $"{(reading.Rows.Rows is { } several ? $"{several.Count} of " : "the ")}{table.RowCount} test rows";
    }

    private static string Accuracy(DataStudy study, double[]? whole)
    {
        if (whole is null || study.Tables.Test is not { IsBinary: true } test)
        {
            return "";
        }

        int right = 0;
        for (int row = 0; row < whole.Length; row++)
        {
            right += whole[row] * test.Targets[row] > 0 ? 1 : 0;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"; trained on all rows it classifies {right} of {whole.Length} test rows rightly"
        );
    }
}
