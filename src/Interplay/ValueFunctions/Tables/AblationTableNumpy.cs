using System.Buffers.Binary;
using System.Globalization;
using Interplay.Masks;

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// Ablations as two NumPy <c>.npy</c> files, as retrainings are published: masks, models x parts (bool, integers of a byte or floats, 0 and 1), and outputs,
/// models x outputs (floats). Read row by row into packed bits: no dense copy is made, and only of the outputs that are asked for.
/// </summary>
public static class AblationTableNumpy
{
    /// <summary>Reads a table; the outputs are named <c>output 0</c> and on.</summary>
    /// <param name="masks">The masks: a stream that can seek, so that a header cannot announce more than there is.</param>
    /// <param name="outputs">The outputs, likewise; one row for each mask.</param>
    /// <param name="testRows">How many of the last rows only score; the others are learned from.</param>
    /// <param name="choice">Which outputs to read, by number or as <c>output 17</c>; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException">
    /// <c>numpy-malformed</c>, <c>numpy-unsupported</c>, <c>values-mismatched</c>, <c>mask-malformed</c>, <c>value-not-finite</c>,
    /// <c>outputs-unreadable</c> or <c>option-out-of-range</c>.
    /// </exception>
    public static AblationTable Read(
        Stream masks,
        Stream outputs,
        int testRows = 0,
        OutputChoice? choice = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(outputs);
        var maskHeader = NumpyHeader.Read(masks, "masks");
        var valueHeader = NumpyHeader.Read(outputs, "outputs");
        int rows = maskHeader.Rows;
        if (valueHeader.Rows != rows)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "values-mismatched",
                $"Each mask needs a row of outputs; found {rows} masks and {valueHeader.Rows} rows."
            );
        }

        if (testRows < 0 || testRows >= rows)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"Test rows must be between 0 and {rows - 1}; found {testRows}."
            );
        }

        RequireFits(maskHeader, 8L * Mask.WordCount(maskHeader.Columns));
        string[] names =
        [
            .. Enumerable
                .Range(0, valueHeader.Columns)
                .Select(static output =>
                    string.Create(CultureInfo.InvariantCulture, $"output {output}")
                ),
        ];
        int[] chosen = (choice ?? OutputChoice.All).Of(names);
        RequireFits(valueHeader, 8L * chosen.Length);
        double[] values = Values(outputs, valueHeader, chosen, cancellationToken);
        MaskMatrix matrix = Masks(masks, maskHeader, cancellationToken);
        bool[] filled = new bool[rows];
        Array.Fill(filled, true);
        var splits = new TableSplit[rows];
        splits.AsSpan(rows - testRows).Fill(TableSplit.Test);
        return AblationTable.Owning(
            matrix,
            [.. chosen.Select(output => names[output])],
            splits,
            values,
            filled
        );
    }

    /// <summary>A file may say that it has anything, and one that is mostly holes may even have it.</summary>
    private static void RequireFits(NumpyHeader header, long bytesPerRow)
    {
        if (header.Rows * bytesPerRow > AblationTableBuilder.MostBytes)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "table-too-large",
                $"The NumPy file of {header.Name} has {header.Rows} rows, which take {header.Rows * bytesPerRow} bytes of memory; at most {AblationTableBuilder.MostBytes} are taken. Read fewer rows, or only some outputs (--only)."
            );
        }
    }

    private static MaskMatrix Masks(
        Stream file,
        NumpyHeader header,
        CancellationToken cancellationToken
    )
    {
        byte[] line = new byte[header.Columns * header.Size];
        return MaskMatrix.Create(
            header.Rows,
            header.Columns,
            (row, words) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                NumpyHeader.ReadExactly(file, line, header.Name);
                if (header.Size == 1 && Mask.TryPackInto(line, words))
                {
                    return;
                }

                words.Clear();
                for (int part = 0; part < header.Columns; part++)
                {
                    double value = Number(line.AsSpan(part * header.Size), header.Type);
                    if (value == 1)
                    {
                        words[part >> 6] |= 1UL << (part & 63);
                    }
                    else if (value != 0)
                    {
                        throw new InterplayException(
                            ErrorKind.Data,
                            "mask-malformed",
                            $"A mask is of 0 and 1; found {value.ToString(CultureInfo.InvariantCulture)} in row {row}, part {part} of the NumPy file."
                        );
                    }
                }
            }
        );
    }

    private static double[] Values(
        Stream file,
        NumpyHeader header,
        int[] chosen,
        CancellationToken cancellationToken
    )
    {
        if (header.Type[0] != 'f')
        {
            throw new InterplayException(
                ErrorKind.Data,
                "numpy-unsupported",
                $"The NumPy file of outputs has numbers of type {header.Type}; floats are read."
            );
        }

        var values = new double[header.Rows * chosen.Length];
        byte[] line = new byte[header.Columns * header.Size];
        for (int row = 0; row < header.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NumpyHeader.ReadExactly(file, line, header.Name);
            for (int place = 0; place < chosen.Length; place++)
            {
                double value = Number(line.AsSpan(chosen[place] * header.Size), header.Type);
                values[(long)row * chosen.Length + place] = double.IsFinite(value)
                    ? value
                    : throw new InterplayException(
                        ErrorKind.Data,
                        "value-not-finite",
                        $"Outputs must be finite; found {value.ToString(CultureInfo.InvariantCulture)} in row {row}, output {chosen[place]} of the NumPy file."
                    );
            }
        }

        return values;
    }

    private static double Number(ReadOnlySpan<byte> bytes, string type) =>
        type switch
        {
            "f8" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            "f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "f2" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            _ => bytes[0],
        };
}
