using System.Globalization;
using Interplay.Onnx.Text;
using Interplay.Training.Tables;

namespace Interplay.Cli.Explain.Data;

/// <summary>Columns of texts as columns of numbers: the embedding of an encoder, one column a dimension.</summary>
internal static class TextColumns
{
    /// <summary>Both tables with their texts embedded; the tables themselves where there is no such column.</summary>
    public static (DataTable Train, DataTable? Test) Embedded(
        DataTable train,
        DataTable? test,
        IReadOnlyList<string> columns,
        string folder,
        CancellationToken cancellationToken
    )
    {
        if (columns.Count == 0)
        {
            return (train, test);
        }

        using var encoder = TextEncoder.Load(folder);
        return (
            Embedded(train, columns, encoder, cancellationToken),
            test is null ? null : Embedded(test, columns, encoder, cancellationToken)
        );
    }

    private static DataTable Embedded(
        DataTable table,
        IReadOnlyList<string> columns,
        TextEncoder encoder,
        CancellationToken cancellationToken
    )
    {
        int[] places = [.. columns.Select(table.IndexOf)];
        float[][][] embeddings =
        [
            .. columns.Select(name => encoder.Embed(table.Column(name), cancellationToken)),
        ];
        int[] others = [.. Enumerable.Range(0, table.Columns.Count).Except(places)];
        return new DataTable(
            [
                .. others.Select(column => table.Columns[column]),
                .. columns.SelectMany(
                    (name, i) =>
                        Enumerable.Range(0, embeddings[i][0].Length).Select(d => $"{name}[{d}]")
                ),
            ],
            Enumerable
                .Range(0, table.RowCount)
                .Select(row =>
                    others
                        .Select(column => table[row, column])
                        .Concat(
                            embeddings.SelectMany(texts =>
                                texts[row]
                                    .Select(static x =>
                                        x.ToString("R", CultureInfo.InvariantCulture)
                                    )
                            )
                        )
                        .ToArray()
                )
        );
    }
}
