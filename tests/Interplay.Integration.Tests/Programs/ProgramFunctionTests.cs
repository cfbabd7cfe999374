using Interplay.Integration.Tests.Cli;
using Interplay.Masks;
using Interplay.Programs;
using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Programs;

/// <summary>Programs as value functions in the library: batches, copies, what tells one from another.</summary>
public sealed class ProgramFunctionTests
{
    private static readonly MaskMatrix All = MaskMatrix.From([
        .. Enumerable.Range(0, 32).Select(static i => Mask.FromWords([(ulong)i], 5)),
    ]);

    /// <summary>Whole and empty masks are asked for first, in a call of their own.</summary>
    [Theory]
    [InlineData(1, 1, 32)]
    [InlineData(10, 1, 4)]
    [InlineData(100, 1, 2)]
    [InlineData(100, 4, 6)]
    public async Task Masks_go_out_in_batches_over_the_copies(int batch, int workers, int requests)
    {
        using var folder = new TempFolder();
        using ProgramFunction function = await CreateAsync(folder, batch, workers);
        Assert.Equal(["kept", "missing"], function.Outputs);
        Ablations all = await EvaluateAsync(function);
        Assert.Equal(
            Enumerable.Range(0, 32).Select(static i => (double)int.PopCount(i)),
            all.OfOutput(0).ToArray()
        );
        Assert.Equal(
            Enumerable.Range(0, 32).Select(static i => 10.0 - int.PopCount(i)),
            all.OfOutput(1).ToArray()
        );
        Assert.Equal(requests, ProgramSamples.Lines(folder, "requests"));
        Assert.InRange(ProgramSamples.Lines(folder, "hellos"), 1, workers);
    }

    [Fact]
    public async Task Copies_stay_from_one_call_to_the_next()
    {
        using var folder = new TempFolder();
        using ProgramFunction function = await CreateAsync(folder, batch: 100, workers: 1);
        await EvaluateAsync(function);
        await EvaluateAsync(function);
        Assert.Equal(1, ProgramSamples.Lines(folder, "hellos"));
        function.Dispose();
        await EvaluateAsync(function);
        Assert.Equal(2, ProgramSamples.Lines(folder, "hellos"));
    }

    [Fact]
    public async Task A_copy_that_promises_something_else_is_refused()
    {
        using var folder = new TempFolder();
        string program = folder.With(
            "fickle.sh",
            $$"""
            cd '{{Path.GetDirectoryName(folder["x"])}}'
            read -r hello
            echo x >> starts
            echo "{\"version\":1,\"outputs\":[\"a\"],\"identity\":\"model $(wc -l < starts)\"}"
            read -r line
            exit 1
            """
        );
        using ProgramFunction function = await ProgramFunction.CreateAsync(
            new ProgramOptions { Command = $"sh '{program}'" },
            Subject.Numbered(5),
            TestContext.Current.CancellationToken
        );
        ValueFunctionFailedException failure =
            await Assert.ThrowsAsync<ValueFunctionFailedException>(() => EvaluateAsync(function));
        Assert.Contains("of 'model ", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Another command, other names, another identity, another text: another function. The same of all: the same one.</summary>
    [Fact]
    public async Task What_tells_functions_apart_is_in_the_fingerprint()
    {
        using var folder = new TempFolder();
        string[] prints =
        [
            await PrintAsync(folder, "one", "a", "b"),
            await PrintAsync(folder, "two", "a", "b"),
            await PrintAsync(folder, "one", "a", "c"),
            await PrintAsync(folder, "one", "a", "b", "c"),
        ];
        Assert.Equal(prints.Length, prints.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(prints[0], await PrintAsync(folder, "one", "a", "b"));
    }

    private static async Task<string> PrintAsync(
        TempFolder folder,
        string identity,
        params string[] names
    )
    {
        using ProgramFunction function = await ProgramFunction.CreateAsync(
            new ProgramOptions
            {
                Command =
                    $"sh '{folder.With("id.sh", "read -r hello; cat \"${0%.sh}.json\"; cat > /dev/null")}'",
            },
            WithIdentity(folder, identity, names),
            TestContext.Current.CancellationToken
        );
        return function.Fingerprint;
    }

    private static IReadOnlyList<Lenses.Part> WithIdentity(
        TempFolder folder,
        string identity,
        string[] names
    )
    {
        folder.With(
            "id.json",
            $$"""{"version":1,"outputs":["a"],"identity":"{{identity}}"}{{"\n"}}"""
        );
        return Subject.Named(names);
    }

    private static Task<ProgramFunction> CreateAsync(TempFolder folder, int batch, int workers) =>
        ProgramFunction.CreateAsync(
            new ProgramOptions
            {
                Command = ProgramSamples.Command(folder, batch: batch),
                Workers = workers,
            },
            Subject.Numbered(5),
            TestContext.Current.CancellationToken
        );

    private static Task<Ablations> EvaluateAsync(ProgramFunction function) =>
        new AblationEvaluator(function).EvaluateAsync(
            All,
            cancellationToken: TestContext.Current.CancellationToken
        );
}
