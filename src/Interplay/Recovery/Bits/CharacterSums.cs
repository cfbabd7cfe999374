using System.Numerics.Tensors;

namespace Interplay.Recovery.Bits;

/// <summary>sum over rows of w chi_{S + i} for one set S and every part i at once, by <see cref="ColumnSums"/>.</summary>
internal sealed class CharacterSums
{
    private readonly ColumnBlocks _blocks;
    private readonly float[] _weights;
    private readonly float[] _signed;
    private readonly uint[] _rows;
    private readonly float[] _tables;
    private readonly uint[] _signs;

    public CharacterSums(ColumnBlocks blocks, ReadOnlySpan<double> weights)
    {
        _blocks = blocks;
        _weights = new float[blocks.RowWords * 32];
        for (int row = 0; row < weights.Length; row++)
        {
            _weights[row] = (float)weights[row];
        }

        _signed = new float[_weights.Length];
        _rows = new uint[blocks.RowWords];
        _rows.AsSpan().Fill(uint.MaxValue);
        _tables = new float[ColumnSums.TableLength(blocks)];
        _signs = new uint[blocks.RowWords];
    }

    /// <summary>Writes the sums; for a part of S itself the entry belongs to S without it. Needs <see cref="ColumnBlocks.PaddedColumns"/> numbers.</summary>
    public void Extend(ReadOnlySpan<int> set, Span<float> sums)
    {
        _signs.AsSpan().Clear();
        foreach (int part in set)
        {
            TensorPrimitives.Xor<uint>(_signs, _blocks.Column(part), _signs);
        }

        for (int row = 0; row < _weights.Length; row++)
        {
            uint sign = _signs[row >> 5] >> (row & 31) << 31;
            _signed[row] = BitConverter.UInt32BitsToSingle(
                BitConverter.SingleToUInt32Bits(_weights[row]) ^ sign
            );
        }

        float total = TensorPrimitives.Sum<float>(_signed);
        ColumnSums.Sum(_blocks, _signed, _rows, _tables, sums);
        TensorPrimitives.Multiply(sums, -2, sums);
        TensorPrimitives.Add(sums, total, sums);
    }
}
