namespace Interplay.Rows;

/// <summary>A model that gives numbers for rows of a table.</summary>
public interface IRowModel : IDisposable
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>Names of the numbers that it gives for a row: classes, targets. At least one.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>Identity of the model and of how its columns are filled, the same in every process.</summary>
    string Fingerprint { get; }

    /// <summary>How many rows it is best asked at a time; what it answered is kept each time.</summary>
    int RowsAtATime { get; }

    /// <summary>The numbers of rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="values">Receives rows x outputs, row by row.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InterplayException"><c>model-failed</c>, or what a program does wrong.</exception>
    ValueTask PredictAsync(
        RowBatch rows,
        Memory<double> values,
        CancellationToken cancellationToken = default
    );
}
