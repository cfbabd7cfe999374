using System.Globalization;
using Interplay.Training.Tables;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Interplay.Training.MLNet;

/// <summary>Rows in the form that ML.NET reads: single precision, made once and shared by all fits.</summary>
internal sealed class ExampleRows
{
    private readonly Example[]? _classes;
    private readonly NumberedExample[]? _numbers;
    private readonly SchemaDefinition _schema;

    /// <exception cref="InterplayException"><c>data-out-of-range</c>: a number that single precision cannot hold.</exception>
    public ExampleRows(TrainingData data, bool isClassification)
    {
        float[][] features =
        [
            .. Enumerable.Range(0, data.RowCount).Select(row => Single(data.Row(row))),
        ];
        float[] targets = Single(data.Targets);
        if (isClassification)
        {
            _classes =
            [
                .. features.Select(
                    (row, i) => new Example { Label = targets[i] > 0, Features = row }
                ),
            ];
        }
        else
        {
            _numbers =
            [
                .. features.Select(
                    (row, i) => new NumberedExample { Label = targets[i], Features = row }
                ),
            ];
        }

        _schema = SchemaDefinition.Create(
            isClassification ? typeof(Example) : typeof(NumberedExample)
        );
        _schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(
            NumberDataViewType.Single,
            data.ColumnCount
        );
    }

    /// <summary>The rows of these numbers, in this order.</summary>
    public IDataView View(MLContext context, IReadOnlyList<int> rows) =>
        _classes is not null
            ? context.Data.LoadFromEnumerable(Chosen(_classes, rows), _schema)
            : context.Data.LoadFromEnumerable(Chosen(_numbers!, rows), _schema);

    private static TRow[] Chosen<TRow>(TRow[] all, IReadOnlyList<int> rows)
    {
        var chosen = new TRow[rows.Count];
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = all[rows[i]];
        }

        return chosen;
    }

    private static float[] Single(ReadOnlySpan<double> numbers)
    {
        var singles = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            singles[i] = (float)numbers[i];
            if (!float.IsFinite(singles[i]))
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "data-out-of-range",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"ML.NET computes in single precision, which ends at {float.MaxValue}; found {numbers[i]}."
                    )
                );
            }
        }

        return singles;
    }

    // ML.NET finds the columns by reflection.
    internal sealed class Example
    {
        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }

    internal sealed class NumberedExample
    {
        public float Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}
