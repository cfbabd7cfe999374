using Microsoft.ML;
using Microsoft.ML.Data;

namespace Interplay.Rows;

/// <summary>A model that ML.NET saved (.zip): a pipeline from columns to a probability, scores or a number.</summary>
public sealed class MLNetRowModel : IRowModel
{
    private const string Label = "Label";
    private static readonly string[] Usual = ["Probability", "Score"];

    private readonly ITransformer _model;
    private readonly DataViewSchema _schema;
    private readonly int[][] _columns;
    private readonly DataViewSchema.Column _output;

    private MLNetRowModel(
        string name,
        ITransformer model,
        DataViewSchema schema,
        int[][] columns,
        DataViewSchema.Column output,
        string fingerprint
    )
    {
        Name = name;
        _model = model;
        _schema = schema;
        _columns = columns;
        _output = output;
        Outputs = NamesOf(output);
        Fingerprint = fingerprint;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int RowsAtATime => 4096;

    /// <summary>Opens a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pool">The table whose columns it reads, each by its name.</param>
    /// <param name="features">The columns of a model that reads one vector, in their order.</param>
    /// <param name="output">The column that is read; null takes <c>Probability</c> where there is one, else <c>Score</c>.</param>
    /// <exception cref="InterplayException"><c>file-not-found</c>, <c>model-unreadable</c>, <c>model-columns-mismatch</c> or <c>model-output-unknown</c>.</exception>
    public static MLNetRowModel Open(
        string path,
        RowPool pool,
        IReadOnlyList<int> features,
        string? output = null
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(features);
        byte[] bytes = WholeFile.ReadAll(
            path,
            Array.MaxLength,
            () =>
                new InterplayException(
                    ErrorKind.Data,
                    "model-unreadable",
                    $"'{path}' has more than {Array.MaxLength} bytes."
                )
        );
        ITransformer model;
        DataViewSchema schema;
        DataViewSchema given;
        try
        {
            model = new MLContext(seed: 1).Model.Load(new MemoryStream(bytes), out schema);
            given = model.GetOutputSchema(schema);
        }
        // What ML.NET throws at a file that it did not write is of any kind.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "model-unreadable",
                $"ML.NET cannot open '{path}' ({bytes.Length} bytes): {e.Message}",
                e
            );
        }

        DataViewSchema.Column read = OutputOf(given, output);
        int[][] columns = [.. schema.Select(column => ColumnsOf(column, schema, pool, features))];
        return new MLNetRowModel(
            Path.GetFileName(path),
            model,
            schema,
            columns,
            read,
            Interplay.Fingerprint.Of([
                "mlnet-rows/1",
                Interplay.Fingerprint.OfBytes(bytes),
                read.Name,
                .. columns.Select(static of => string.Join(',', of)),
            ])
        );
    }

    /// <inheritdoc/>
    public ValueTask PredictAsync(
        RowBatch rows,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            IDataView scored = _model.Transform(new RowView(_schema, rows, _columns));
            Read(scored, scored.Schema[_output.Name], values.Span);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            throw new InterplayException(
                ErrorKind.ValueFunction,
                "model-failed",
                $"The model failed on rows ({Name}): {e.Message}",
                e
            );
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => (_model as IDisposable)?.Dispose();

    private void Read(IDataView scored, DataViewSchema.Column column, Span<double> values)
    {
        int row = 0;
        using DataViewRowCursor cursor = scored.GetRowCursor([column]);
        if (Outputs.Count == 1 && column.Type == NumberDataViewType.Single)
        {
            ValueGetter<float> number = cursor.GetGetter<float>(column);
            float value = 0;
            for (; cursor.MoveNext(); row++)
            {
                number(ref value);
                values[row] = value;
            }

            return;
        }

        ValueGetter<VBuffer<float>> numbers = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> all = default;
        for (; cursor.MoveNext(); row++)
        {
            numbers(ref all);
            int output = 0;
            foreach (float value in all.DenseValues())
            {
                values[row * Outputs.Count + output++] = value;
            }
        }
    }

    private static DataViewSchema.Column OutputOf(DataViewSchema given, string? named)
    {
        DataViewSchema.Column[] readable =
        [
            .. given.Where(static column =>
                !column.IsHidden
                && (
                    column.Type == NumberDataViewType.Single
                    || (RowView.IsVector(column.Type) && ((VectorDataViewType)column.Type).Size > 0)
                )
            ),
        ];
        string[] wanted = named is null ? Usual : [named];
        string? found = wanted.FirstOrDefault(name => readable.Any(column => column.Name == name));
        return found is null
            ? throw new InterplayException(
                ErrorKind.Request,
                "model-output-unknown",
                $"The model gives no numbers in a column {string.Join(" or ", wanted.Select(static name => $"'{name}'"))}; it has {string.Join(", ", readable.Select(static column => column.Name))}."
            )
            : readable.Last(column => column.Name == found);
    }

    private static int[] ColumnsOf(
        DataViewSchema.Column column,
        DataViewSchema schema,
        RowPool pool,
        IReadOnlyList<int> features
    )
    {
        int place = pool.Columns.ToList().IndexOf(column.Name);
        if (!RowView.Reads(column.Type))
        {
            throw Mismatch(
                $"The model reads a column '{column.Name}' of {column.Type}; cells of a table are numbers, texts or truths."
            );
        }

        if (RowView.IsVector(column.Type))
        {
            bool isOnly = schema.Count(static other => RowView.IsVector(other.Type)) == 1;
            int[] from = place >= 0 || !isOnly ? [place] : [.. features];
            int size = ((VectorDataViewType)column.Type).Size;
            return from[0] >= 0 && (size == 0 || size == from.Length)
                ? [.. from.Select(one => Numeric(column.Name, pool, one))]
                : throw Mismatch(
                    $"The column '{column.Name}' of the model takes {size} numbers; {features.Count} columns of {pool.Name} are left for it. --drop leaves out columns that the model does not know."
                );
        }

        return place < 0
            ? column.Name == Label
                ? []
                : throw Mismatch(
                    $"The model reads a column '{column.Name}', and {pool.Name} has none; its columns are {string.Join(", ", pool.Columns.Take(40).Select(static name => $"'{name}'"))}."
                )
            : column.Type is TextDataViewType || column.Name == Label
                ? [place]
                : [Numeric(column.Name, pool, place)];
    }

    private static int Numeric(string name, RowPool pool, int column) =>
        pool.IsNumeric(column)
            ? column
            : throw Mismatch(
                $"The column '{name}' of the model takes numbers; '{pool.Columns[column]}' holds texts such as '{pool.Text(0, column)}'."
            );

    private static string[] NamesOf(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            return [column.Name];
        }

        VBuffer<ReadOnlyMemory<char>> slots = default;
        if (column.HasSlotNames())
        {
            column.GetSlotNames(ref slots);
        }

        string[] names = [.. slots.DenseValues().Select(static name => name.ToString())];
        return
            names.Length == vector.Size
            && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : [.. Enumerable.Range(0, vector.Size).Select(i => $"{column.Name} {i}")];
    }

    private static InterplayException Mismatch(string message) =>
        new(ErrorKind.Data, "model-columns-mismatch", message);
}
