using System.Runtime.InteropServices;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Training.Tables;

namespace Interplay.Training.Parts;

/// <summary>
/// Training rows as parts: single rows, groups, clusters, sources, or the rows nearest to a test point. Rows that belong to no part are always
/// kept. Pure and safe for use by many threads.
/// </summary>
public sealed class DataLens : ILens<IReadOnlyList<int>>
{
    private readonly int[][] _rows;
    private readonly int[] _fixed;

    private DataLens(string kind, int rowCount, IReadOnlyList<(string Name, int[] Rows)> parts)
    {
        if (parts.Count < 2)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least two parts; {kind} gives {parts.Count}."
            );
        }

        RowCount = rowCount;
        _rows = [.. parts.Select(static part => part.Rows)];
        Parts = [.. parts.Select(static (part, i) => new Part(i, part.Name))];
        var partOf = new int[rowCount];
        Array.Fill(partOf, -1);
        for (int part = 0; part < _rows.Length; part++)
        {
            foreach (int row in _rows[part])
            {
                partOf[row] = part;
            }
        }

        _fixed = [.. Enumerable.Range(0, rowCount).Where(row => partOf[row] < 0)];
        PartOfRow = partOf;
        Fingerprint = Interplay.Fingerprint.Of(
            "data-lens",
            $"{rowCount}",
            Interplay.Fingerprint.OfBytes(MemoryMarshal.AsBytes(partOf.AsSpan()))
        );
    }

    /// <summary>Number of training rows, those that are always kept included.</summary>
    public int RowCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Part> Parts { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>The rows that are always kept, ascending.</summary>
    public IReadOnlyList<int> FixedRows => _fixed;

    /// <summary>The part of each row; -1 for rows that are always kept.</summary>
    public IReadOnlyList<int> PartOfRow { get; }

    /// <summary>The rows of a part, ascending.</summary>
    public IReadOnlyList<int> RowsOf(int part) => _rows[part];

    /// <summary>The rows that are kept, ascending.</summary>
    /// <param name="kept">The kept parts.</param>
    public IReadOnlyList<int> Ablate(Mask kept)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(kept.PartCount, Parts.Count, nameof(kept));
        return
        [
            .. Enumerable
                .Range(0, RowCount)
                .Where(row => PartOfRow[row] is var part && (part < 0 || kept[part])),
        ];
    }

    /// <summary>Every row is a part.</summary>
    /// <param name="rowCount">Number of training rows, at least 2.</param>
    /// <param name="names">What people read for a row; null numbers them.</param>
    public static DataLens OfRows(int rowCount, IReadOnlyList<string>? names = null) =>
        new(
            "rows",
            rowCount,
            [.. Enumerable.Range(0, rowCount).Select(row => (Name(names, row), new[] { row }))]
        );

    /// <summary>Rows with the same value are a part, in the order of first appearance: a column, or the source they come from.</summary>
    /// <param name="values">The value of each row; rows with an empty one are always kept.</param>
    public static DataLens OfGroups(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new DataLens(
            "the column",
            values.Count,
            [
                .. Enumerable
                    .Range(0, values.Count)
                    .Where(row => values[row].Length > 0)
                    .GroupBy(row => values[row], StringComparer.Ordinal)
                    .Select(static group => (group.Key, group.ToArray())),
            ]
        );
    }

    /// <summary>Clusters of similar rows are the parts: k-means (Lloyd, 1982) from k-means++ seeds (Arthur and Vassilvitskii, 2007).</summary>
    /// <param name="data">The rows, on comparable scales.</param>
    /// <param name="count">Number of clusters wanted, 2 to the number of rows; empty ones are left out.</param>
    /// <param name="seed">Seed of the start.</param>
    /// <exception cref="InterplayException"><c>parts-out-of-range</c>.</exception>
    public static DataLens OfClusters(TrainingData data, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckCount(count, data);
        int[] clusters = KMeans.Assign(data, count, seed);
        return new DataLens(
            "the clustering",
            data.RowCount,
            [
                .. Enumerable
                    .Range(0, data.RowCount)
                    .GroupBy(row => clusters[row])
                    .OrderBy(static group => group.Key)
                    .Select(
                        static (group, i) =>
                            (
                                $"cluster {i} ({group.Count()} rows, first {group.First()})",
                                group.ToArray()
                            )
                    ),
            ]
        );
    }

    /// <summary>The rows nearest to a point are the parts, nearest first; all others are always kept.</summary>
    /// <param name="data">The training rows, on comparable scales.</param>
    /// <param name="point">The test point, as many features as the rows have.</param>
    /// <param name="count">How many, 2 to the number of rows.</param>
    /// <param name="names">What people read for a row; null numbers them.</param>
    /// <exception cref="InterplayException"><c>parts-out-of-range</c>.</exception>
    public static DataLens OfNearest(
        TrainingData data,
        ReadOnlySpan<double> point,
        int count,
        IReadOnlyList<string>? names = null
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNotEqual(point.Length, data.ColumnCount, nameof(point));
        CheckCount(count, data);
        return new DataLens(
            "nearest",
            data.RowCount,
            [
                .. RowOrder
                    .ByDistance(data, point)
                    .Take(count)
                    .Select(row => (Name(names, row), new[] { row })),
            ]
        );
    }

    private static string Name(IReadOnlyList<string>? names, int row) =>
        names?[row] ?? $"row {row}";

    private static void CheckCount(int count, TrainingData data)
    {
        if (count < 2 || count > data.RowCount)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "parts-out-of-range",
                $"The number of parts must be from 2 to the {data.RowCount} training rows; found {count}."
            );
        }
    }
}
