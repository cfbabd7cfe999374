using System.Text;
using Interplay.Masks;
using Interplay.Programs;
using Interplay.Reports.Subjects;

namespace Interplay.Fuzzing;

/// <summary>The line protocol with programs that are explained: one that writes damaged lines, whatever it is asked.</summary>
/// <param name="folder">A folder of its own.</param>
internal sealed class ProgramReader(string folder) : IReader
{
    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        Encoding.UTF8.GetBytes(
            """
            {"version":1,"outputs":["risk","cost"],"batch":10,"identity":"model"}
            {"id":0,"values":[[0.5,1e-3]]}

            """
        ),
        Encoding.UTF8.GetBytes(
            """
            {"version":1,"outputs":["a"]}
            {"id":0,"error":"no memory"}

            """
        ),
    ];

    public async Task ReadAsync(byte[] input, CancellationToken cancellationToken)
    {
        string lines = Path.Combine(folder, "lines");
        await File.WriteAllBytesAsync(lines, input, cancellationToken);
        using ProgramFunction function = await ProgramFunction.CreateAsync(
            new ProgramOptions
            {
                Command = $"sh -c \"cat '{lines}'; cat > /dev/null\"",
                Attempts = 1,
                Timeout = TimeSpan.FromSeconds(5),
            },
            Subject.Numbered(3),
            cancellationToken
        );
        await foreach (
            var _ in function.EvaluateRowsAsync(MaskMatrix.From([Mask.Full(3)]), cancellationToken)
        )
        {
            // Reading is all that is wanted.
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
