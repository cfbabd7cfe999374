using System.Globalization;
using Interplay.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Rows;

/// <summary>
/// An ONNX model of table rows, as scikit-learn's exporters write them: one matrix of all columns, or an input a column, of numbers or texts; probabilities as
/// a matrix or as a map a row (ZipMap), or numbers.
/// </summary>
public sealed class OnnxRowModel : IRowModel
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly (string Name, TensorElementType Type, int[] Columns)[] _inputs;
    private readonly string _output;

    private OnnxRowModel(
        string name,
        InferenceSession session,
        (string, TensorElementType, int[])[] inputs,
        string output,
        string fingerprint
    )
    {
        Name = name;
        _session = session;
        _inputs = inputs;
        _output = output;
        Fingerprint = fingerprint;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; private set; } = [];

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int RowsAtATime => 4096;

    /// <summary>Opens a model and runs it on the first row, which tells its outputs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pool">The table whose columns fill its inputs.</param>
    /// <param name="features">The columns of a model with one matrix, in their order.</param>
    /// <param name="output">The output that is read; null takes the first of probabilities or numbers.</param>
    /// <exception cref="InterplayException"><c>file-not-found</c>, <c>model-unreadable</c>, <c>model-columns-mismatch</c>, <c>model-output-unknown</c>, <c>model-failed</c>.</exception>
    public static OnnxRowModel Open(
        string path,
        RowPool pool,
        IReadOnlyList<int> features,
        string? output = null
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(features);
        return Open(ReadAll(path), path, pool, features, output);
    }

    /// <summary>Opens a model that is an ensemble of trees, with what the trees add up to as its output.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pool">The table whose columns fill its input.</param>
    /// <param name="features">The columns, in the order of the input.</param>
    /// <exception cref="InterplayException"><c>trees-unreadable</c>, or as without trees.</exception>
    public static (OnnxRowModel Model, OnnxTrees Trees) OpenTrees(
        string path,
        RowPool pool,
        IReadOnlyList<int> features
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(features);
        var trees = OnnxTrees.Read(ReadAll(path), path);
        return (Open(trees.Model, path, pool, features, trees.Output), trees);
    }

    private static byte[] ReadAll(string path) =>
        WholeFile.ReadAll(
            path,
            Array.MaxLength,
            () =>
                new InterplayException(
                    ErrorKind.Data,
                    "model-unreadable",
                    $"'{path}' has more than {Array.MaxLength} bytes."
                )
        );

    private static OnnxRowModel Open(
        byte[] bytes,
        string path,
        RowPool pool,
        IReadOnlyList<int> features,
        string? output
    )
    {
        InferenceSession session = RuntimeSession.Open(bytes, $"'{path}'");
        try
        {
            (string Name, TensorElementType Type, int[] Columns)[] inputs = Inputs(
                session,
                pool,
                features
            );
            string read = OutputOf(session, output);
            var model = new OnnxRowModel(
                Path.GetFileName(path),
                session,
                inputs,
                read,
                Interplay.Fingerprint.Of([
                    "onnx-rows/1",
                    Interplay.Fingerprint.OfBytes(bytes),
                    read,
                    .. inputs.Select(static input => string.Join(',', input.Columns)),
                ])
            );
            model.Outputs = model.Run(new RowBatch(pool, new int[pool.Columns.Count])).Names;
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
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
        (string[] names, double[] answers) = Run(rows);
        if (!names.SequenceEqual(Outputs, StringComparer.Ordinal))
        {
            throw Failed(
                $"it gave {string.Join(", ", Outputs)} first and {string.Join(", ", names)} now"
            );
        }

        answers.CopyTo(values);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static (string, TensorElementType, int[])[] Inputs(
        InferenceSession session,
        RowPool pool,
        IReadOnlyList<int> features
    )
    {
        var inputs = new List<(string, TensorElementType, int[])>();
        foreach ((string name, NodeMetadata input) in session.InputMetadata)
        {
            if (
                !input.IsTensor
                || input.Dimensions.Length is < 1 or > 2
                || input.ElementDataType
                    is not (
                        TensorElementType.Float
                        or TensorElementType.Double
                        or TensorElementType.Int64
                        or TensorElementType.Int32
                        or TensorElementType.Bool
                        or TensorElementType.String
                    )
            )
            {
                throw Mismatch(
                    $"Inputs of a model of rows are matrices of numbers or texts; '{name}' is {(input.IsTensor ? $"{input.ElementDataType} of {input.Dimensions.Length} dimensions" : $"{input.OnnxValueType}")}."
                );
            }

            int wide = input.Dimensions.Length == 2 ? input.Dimensions[1] : 1;
            int[] columns =
                session.InputMetadata.Count == 1 && !(wide == 1 && features.Count > 1)
                    ? [.. features]
                    : [pool.Columns.ToList().IndexOf(name)];
            if (columns[0] < 0)
            {
                throw Mismatch(
                    $"The model has an input '{name}', and {pool.Name} has no such column; its columns are {string.Join(", ", pool.Columns.Take(40).Select(static column => $"'{column}'"))}."
                );
            }

            if (wide > 0 && wide != columns.Length)
            {
                throw Mismatch(
                    $"The input '{name}' of the model takes {wide} columns; {columns.Length} of {pool.Name} are left for it. --drop leaves out columns that the model does not know."
                );
            }

            if (
                input.ElementDataType != TensorElementType.String
                && columns.FirstOrDefault(column => !pool.IsNumeric(column), -1)
                    is >= 0
                        and var text
            )
            {
                throw Mismatch(
                    $"The input '{name}' of the model takes numbers; column '{pool.Columns[text]}' holds texts such as '{pool.Text(0, text)}'."
                );
            }

            inputs.Add((name, input.ElementDataType, columns));
        }

        return [.. inputs];
    }

    private static string OutputOf(InferenceSession session, string? named)
    {
        string[] readable =
        [
            .. session
                .OutputMetadata.Where(static output =>
                    output.Value.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE
                    || output.Value
                        is {
                            IsTensor: true,
                            ElementDataType: TensorElementType.Float or TensorElementType.Double
                        }
                )
                .Select(static output => output.Key),
        ];
        return named is null
                ? readable.FirstOrDefault()
                    ?? throw new InterplayException(
                        ErrorKind.Request,
                        "model-output-unknown",
                        $"The model has no output of probabilities or numbers; its outputs are {string.Join(", ", session.OutputMetadata.Keys)}. A classifier must be exported with its probabilities."
                    )
            : readable.Contains(named, StringComparer.Ordinal) ? named
            : throw new InterplayException(
                ErrorKind.Request,
                "model-output-unknown",
                $"The model has no output '{named}' of numbers; found {string.Join(", ", readable)}."
            );
    }

    private (string[] Names, double[] Values) Run(RowBatch rows)
    {
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        try
        {
            foreach ((string name, TensorElementType type, int[] columns) in _inputs)
            {
                inputs.Add(name, Filled(rows, name, type, columns));
            }

            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(
                _run,
                inputs,
                [_output]
            );
            return results[0].OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE
                ? Maps(results[0], rows.RowCount)
                : Matrix(results[0], rows.RowCount);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(e.Message, e);
        }
        finally
        {
            foreach (OrtValue input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    private OrtValue Filled(RowBatch rows, string name, TensorElementType type, int[] columns)
    {
        long[] shape =
            _session.InputMetadata[name].Dimensions.Length == 1
                ? [rows.RowCount]
                : [rows.RowCount, columns.Length];
        switch (type)
        {
            case TensorElementType.String:
                OrtValue texts = OrtValue.CreateTensorWithEmptyStrings(
                    OrtAllocator.DefaultInstance,
                    shape
                );
                for (int row = 0; row < rows.RowCount; row++)
                {
                    for (int i = 0; i < columns.Length; i++)
                    {
                        texts.StringTensorSetElementAt(
                            rows.Text(row, columns[i]).AsSpan(),
                            row * columns.Length + i
                        );
                    }
                }

                return texts;
            case TensorElementType.Float:
                return OrtValue.CreateTensorValueFromMemory(
                    Cells(rows, columns, static number => (float)number),
                    shape
                );
            case TensorElementType.Double:
                return OrtValue.CreateTensorValueFromMemory(
                    Cells(rows, columns, static number => number),
                    shape
                );
            case TensorElementType.Int64:
                return OrtValue.CreateTensorValueFromMemory(
                    Cells(rows, columns, static number => (long)Math.Round(number)),
                    shape
                );
            case TensorElementType.Int32:
                return OrtValue.CreateTensorValueFromMemory(
                    Cells(rows, columns, static number => (int)Math.Round(number)),
                    shape
                );
            default:
                return OrtValue.CreateTensorValueFromMemory(
                    Cells(rows, columns, static number => number != 0),
                    shape
                );
        }
    }

    private static T[] Cells<T>(RowBatch rows, int[] columns, Func<double, T> convert)
    {
        var cells = new T[rows.RowCount * columns.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = convert(rows.Number(i / columns.Length, columns[i % columns.Length]));
        }

        return cells;
    }

    private (string[], double[]) Matrix(OrtValue result, int rows)
    {
        OrtTensorTypeAndShapeInfo info = result.GetTensorTypeAndShape();
        double[] values =
            info.ElementDataType == TensorElementType.Double
                ? result.GetTensorDataAsSpan<double>().ToArray()
                : [.. result.GetTensorDataAsSpan<float>().ToArray().Select(static x => (double)x)];
        if (values.Length == 0 || values.Length % rows != 0)
        {
            throw Failed($"{values.Length} numbers for {rows} rows");
        }

        int width = values.Length / rows;
        return (
            width == 1 ? [_output] : [.. Enumerable.Range(0, width).Select(i => $"{_output} {i}")],
            values
        );
    }

    /// <summary>A map from class to probability a row, as ZipMap gives them; classes are in the order of the first row.</summary>
    private (string[], double[]) Maps(OrtValue result, int rows)
    {
        if (result.GetValueCount() != rows)
        {
            throw Failed($"{result.GetValueCount()} maps for {rows} rows");
        }

        string[] names = [];
        double[] values = [];
        for (int row = 0; row < rows; row++)
        {
            using OrtValue map = result.GetValue(row, OrtAllocator.DefaultInstance);
            using OrtValue keys = map.GetValue(0, OrtAllocator.DefaultInstance);
            using OrtValue numbers = map.GetValue(1, OrtAllocator.DefaultInstance);
            string[] labels =
                keys.GetTensorTypeAndShape().ElementDataType == TensorElementType.String
                    ? keys.GetStringTensorAsArray()
                    :
                    [
                        .. keys.GetTensorDataAsSpan<long>()
                            .ToArray()
                            .Select(static key => key.ToString(CultureInfo.InvariantCulture)),
                    ];
            if (row == 0)
            {
                names = labels;
                values = new double[rows * names.Length];
            }

            ReadOnlySpan<float> probabilities = numbers.GetTensorDataAsSpan<float>();
            if (labels.Length != names.Length)
            {
                throw Failed($"{labels.Length} classes for a row and {names.Length} for another");
            }

            for (int i = 0; i < labels.Length; i++)
            {
                int place = names[i] == labels[i] ? i : Array.IndexOf(names, labels[i]);
                values[
                    row * names.Length
                        + (
                            place >= 0
                                ? place
                                : throw Failed($"a class '{labels[i]}' for some rows")
                        )
                ] = probabilities[i];
            }
        }

        return (names, values);
    }

    private static InterplayException Mismatch(string message) =>
        new(ErrorKind.Data, "model-columns-mismatch", message);

    private InterplayException Failed(string what, Exception? cause = null) =>
        RuntimeSession.Failed($"rows ({Name})", what, cause);
}
