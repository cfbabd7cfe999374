using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Interplay.ValueFunctions.Tables;

/// <summary>The header of a NumPy <c>.npy</c> file, versions 1 to 3 (NEP 1), read as text and never evaluated.</summary>
/// <param name="Name">What the array is, for messages.</param>
/// <param name="Type">The element type without its byte order: b1, u1, i1, f2, f4 or f8.</param>
/// <param name="Rows">Length of the first axis.</param>
/// <param name="Columns">Length of the second axis; 1 for an array of one axis.</param>
internal sealed partial record NumpyHeader(string Name, string Type, int Rows, int Columns)
{
    private const int MostHeaderBytes = 1 << 16;

    private const int MostRowBytes = 1 << 26;

    /// <summary>Bytes of one number.</summary>
    public int Size => Type[1] - '0';

    /// <summary>Reads the header and checks that the file holds what it announces.</summary>
    /// <exception cref="InterplayException"><c>numpy-malformed</c> or <c>numpy-unsupported</c>.</exception>
    public static NumpyHeader Read(Stream file, string name)
    {
        if (!file.CanSeek)
        {
            throw Unsupported(name, "no length, as standard input has none; name a file");
        }

        Span<byte> start = stackalloc byte[8];
        if (
            file.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8
            || start[0] != 0x93
            || !start[1..6].SequenceEqual("NUMPY"u8)
        )
        {
            throw Malformed(name, "it does not start as a .npy file");
        }

        if (start[6] is < 1 or > 3)
        {
            throw Unsupported(name, $"format version {start[6]}; 1 to 3 are read");
        }

        Span<byte> size = stackalloc byte[4];
        size.Clear();
        int sizeBytes = start[6] == 1 ? 2 : 4;
        ReadExactly(file, size[..sizeBytes], name);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > MostHeaderBytes)
        {
            throw Malformed(
                name,
                $"its header is said to take {length} bytes; at most {MostHeaderBytes} are read"
            );
        }

        byte[] text = new byte[length];
        ReadExactly(file, text, name);
        NumpyHeader header = Parse(Encoding.Latin1.GetString(text), name);
        // Two axes of up to 2^31 - 1 and eight bytes a number are more than 64 bits hold.
        Int128 expected = (Int128)header.Rows * header.Columns * header.Size;
        if (file.Length - file.Position < expected)
        {
            throw Malformed(
                name,
                $"{header.Rows} x {header.Columns} numbers take {expected} bytes; the file has {file.Length - file.Position} after its header"
            );
        }

        if ((long)header.Columns * header.Size > MostRowBytes)
        {
            throw Unsupported(
                name,
                $"rows of {header.Columns} numbers; rows of at most {MostRowBytes} bytes are read"
            );
        }

        return header;
    }

    /// <summary>Fills a span from the file.</summary>
    /// <exception cref="InterplayException">The file ends before (<c>numpy-malformed</c>).</exception>
    public static void ReadExactly(Stream file, Span<byte> target, string name)
    {
        if (file.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
        {
            throw Malformed(name, "the file ends too early");
        }
    }

    private static NumpyHeader Parse(string text, string name)
    {
        string type = One(Descr(), text, name, "descr");
        if (!Types().IsMatch(type))
        {
            throw Unsupported(
                name,
                $"numbers of type '{type}'; |b1, |u1, |i1, <f2, <f4 and <f8 are read"
            );
        }

        if (One(Order(), text, name, "fortran_order") == "True")
        {
            throw Unsupported(name, "columns one after another; save np.ascontiguousarray(x)");
        }

        string shape = One(Shape(), text, name, "shape");
        string[] axes = shape.Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        if (axes.Length is < 1 or > 2)
        {
            throw Unsupported(name, $"shape ({shape}); one or two axes are read");
        }

        return new NumpyHeader(
            name,
            type[1..],
            Axis(axes[0], name),
            axes.Length == 2 ? Axis(axes[1], name) : 1
        );
    }

    private static int Axis(string text, string name) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
        && length > 0
            ? length
            : throw Malformed(name, $"an axis has the length {text}; 1 to 2^31 - 1 is expected");

    private static string One(Regex field, string text, string name, string key)
    {
        MatchCollection found = field.Matches(text);
        return found.Count == 1
            ? found[0].Groups["value"].Value
            : throw Malformed(
                name,
                $"its header has {found.Count} readable '{key}'; one is expected"
            );
    }

    private static InterplayException Malformed(string name, string reason) =>
        new(ErrorKind.Data, "numpy-malformed", $"The NumPy file of {name} is damaged: {reason}.");

    private static InterplayException Unsupported(string name, string found) =>
        new(ErrorKind.Data, "numpy-unsupported", $"The NumPy file of {name} has {found}.");

    [GeneratedRegex(
        @"'descr'\s*:\s*'(?<value>[^']{1,16})'",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Descr();

    [GeneratedRegex(
        @"'fortran_order'\s*:\s*(?<value>True|False)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Order();

    [GeneratedRegex(
        @"'shape'\s*:\s*\((?<value>[0-9, ]{0,64})\)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Shape();

    [GeneratedRegex(
        @"^(\|(b1|u1|i1)|<f[248])$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Types();
}
