using System.Buffers.Binary;

namespace Interplay.Tables;

/// <summary>
/// Whether the footer of a Parquet file is whole: the compact protocol of Thrift, walked from its first byte to its last. The reader of the library goes on
/// for ever where a damaged footer sends it beyond its end.
/// </summary>
internal static class ParquetFooter
{
    /// <summary>Magic, length of the footer, magic.</summary>
    private const int Frame = 12;
    private const int MostBytes = 256 << 20;
    private const int MostDepth = 64;

    /// <summary>Refuses what is not whole; the stream stands at its beginning afterwards.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static async Task RequireAsync(Stream file, CancellationToken cancellationToken)
    {
        if (file.Length < Frame)
        {
            throw new InvalidDataException($"not a Parquet file: {file.Length} bytes");
        }

        var end = new byte[8];
        file.Position = file.Length - end.Length;
        await file.ReadExactlyAsync(end, cancellationToken);
        int length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end.AsSpan(4).SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("not a Parquet file: it does not end with PAR1");
        }

        if (length <= 0 || length > Math.Min(MostBytes, file.Length - Frame))
        {
            throw new InvalidDataException(
                $"a footer of {length} bytes in a file of {file.Length}"
            );
        }

        var footer = new byte[length];
        file.Position = file.Length - end.Length - length;
        await file.ReadExactlyAsync(footer, cancellationToken);
        file.Position = 0;
        var walk = new Walk(footer);
        walk.Struct(0);
    }

    /// <summary>A place in the footer.</summary>
    private ref struct Walk(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _place;

        public void Struct(int depth)
        {
            for (byte header = Byte(); header != 0; header = Byte())
            {
                if (header >> 4 == 0)
                {
                    // A field whose number does not follow from the one before has it written out.
                    Number();
                }

                Value(header & 15, depth + 1, isField: true);
            }
        }

        private void Value(int type, int depth, bool isField)
        {
            if (depth > MostDepth)
            {
                throw new InvalidDataException("a footer nested too deeply");
            }

            switch (type)
            {
                case 1:
                case 2:
                    // A field's header says which of the two it is; in a list each has a byte.
                    Skip(isField ? 0 : 1);
                    break;
                case 3:
                    Skip(1);
                    break;
                case 4:
                case 5:
                case 6:
                    Number();
                    break;
                case 7:
                    Skip(8);
                    break;
                case 8:
                    Skip(Count());
                    break;
                case 9:
                case 10:
                    List(depth);
                    break;
                case 11:
                    Map(depth);
                    break;
                case 12:
                    Struct(depth);
                    break;
                default:
                    throw new InvalidDataException(
                        $"a footer with a value of the unknown type {type} at byte {_place}"
                    );
            }
        }

        private void List(int depth)
        {
            byte header = Byte();
            int count = header >> 4 == 15 ? Count() : header >> 4;
            for (int i = 0; i < count; i++)
            {
                Value(header & 15, depth + 1, isField: false);
            }
        }

        private void Map(int depth)
        {
            int count = Count();
            if (count == 0)
            {
                return;
            }

            byte types = Byte();
            for (int i = 0; i < count; i++)
            {
                Value(types >> 4, depth + 1, isField: false);
                Value(types & 15, depth + 1, isField: false);
            }
        }

        /// <summary>A count of things that take a byte each at least.</summary>
        private int Count()
        {
            ulong count = Number();
            return count <= (ulong)(_bytes.Length - _place)
                ? (int)count
                : throw new InvalidDataException(
                    $"a footer that counts {count} at byte {_place} of {_bytes.Length}"
                );
        }

        private ulong Number()
        {
            ulong value = 0;
            for (int shift = 0; shift < 70; shift += 7)
            {
                byte next = Byte();
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                {
                    return value;
                }
            }

            throw new InvalidDataException($"a footer with a number without end at byte {_place}");
        }

        private byte Byte()
        {
            Skip(1);
            return _bytes[_place - 1];
        }

        private void Skip(int count)
        {
            if (count > _bytes.Length - _place)
            {
                throw new InvalidDataException($"a footer that is cut off at byte {_place}");
            }

            _place += count;
        }
    }
}
