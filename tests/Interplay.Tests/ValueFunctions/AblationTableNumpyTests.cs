using System.Buffers.Binary;
using System.Text;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tests.ValueFunctions;

public sealed class AblationTableNumpyTests
{
    // struct.pack("<d", v).hex() of Python for 1.5, -2.25 and 0.
    private const string Doubles = "000000000000f83f00000000000002c00000000000000000";

    [Theory]
    [InlineData(1, "|b1", "010001000101")]
    [InlineData(2, "|u1", "010001000101")]
    [InlineData(3, "<f4", "0000803f000000000000803f000000000000803f0000803f")]
    public void Reads_what_python_wrote(int version, string type, string data)
    {
        AblationTable table = AblationTableNumpy.Read(
            File(version, type, "(3, 2)", data),
            File(1, "<f8", "(3,)", Doubles),
            testRows: 1,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(
            ["10", "10", "11"],
            Enumerable.Range(0, 3).Select(row => table.Masks.GetMask(row).ToString())
        );
        Assert.Equal([1.5, -2.25, 0], Enumerable.Range(0, 3).Select(row => table.ValuesOf(row)[0]));
        Assert.Equal([TableSplit.Train, TableSplit.Train, TableSplit.Test], table.Splits);
    }

    [Theory]
    [InlineData("|b1", "(30000000, 50000)", "01", "numpy-malformed")]
    [InlineData("|b1", "(3, 0)", "", "numpy-malformed")]
    [InlineData("|b1", "(99999999999, 2)", "", "numpy-malformed")]
    [InlineData("|b1", "(-3, 2)", "", "numpy-malformed")]
    [InlineData("|O", "(3, 2)", "", "numpy-unsupported")]
    [InlineData(">f8", "(3, 2)", "", "numpy-unsupported")]
    [InlineData("|b1", "(3, 2, 1)", "010001000101", "numpy-unsupported")]
    [InlineData("|b1", "(2, 2)", "01000100", "values-mismatched")]
    [InlineData("|u1", "(3, 2)", "010001000102", "mask-malformed")]
    public void Refuses_hostile_masks(string type, string shape, string data, string error) =>
        Refused(File(1, type, shape, data), File(1, "<f8", "(3,)", Doubles), error);

    [Fact]
    public void Refuses_what_is_no_array()
    {
        Stream outputs = File(1, "<f8", "(3,)", Doubles);
        Refused(new MemoryStream([1, 2, 3]), outputs, "numpy-malformed");
        Refused(
            new MemoryStream([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]),
            outputs,
            "numpy-malformed"
        );
        Refused(new MemoryStream([0x93, .. "NUMPY"u8, 9, 0]), outputs, "numpy-unsupported");
    }

    [Fact]
    public void Refuses_outputs_that_are_not_finite() =>
        Refused(
            File(1, "|b1", "(1, 2)", "0100"),
            File(1, "<f8", "(1,)", "000000000000f87f"),
            "value-not-finite"
        );

    private static void Refused(Stream masks, Stream outputs, string error) =>
        Assert.Equal(
            error,
            Assert
                .Throws<InterplayException>(() =>
                    AblationTableNumpy.Read(
                        masks,
                        outputs,
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                )
                .Name
        );

    private static MemoryStream File(int version, string type, string shape, string data)
    {
        byte[] header = Encoding.ASCII.GetBytes(
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n"
        );
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)header.Length);
        }

        return new MemoryStream([
            0x93,
            .. "NUMPY"u8,
            (byte)version,
            0,
            .. length,
            .. header,
            .. Convert.FromHexString(data),
        ]);
    }
}
