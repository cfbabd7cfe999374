using Interplay.Integration.Tests.Cli;
using Interplay.Integration.Tests.Llm.Hosting;
using Interplay.Masks;
using Interplay.Training.Programs;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Training;

/// <summary>Trainers that write without end. They run alone: what is allocated meanwhile is counted for the whole process.</summary>
[Collection(nameof(ProcessWide))]
public sealed class TrainerFloodTests
{
    /// <summary>A program that writes without end, ahead of its requests, or more than it was asked for is named; what came before is kept.</summary>
    [Theory]
    [InlineData("while :; do printf %065536d 0; done", "a line of more than")]
    [InlineData("while :; do echo '{}'; done", "Expected an answer")]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"values\\\":[9]}\"; echo \"{\\\"id\\\":$((id+1)),\\\"values\\\":[9]}\"",
        "trainer"
    )]
    [InlineData("head -c 100000000 /dev/zero | tr '\\0' e >&2; exit 3", "exit code 3")]
    public async Task A_program_without_end_is_named(string fault, string said)
    {
        using var folder = new TempFolder();
        TrainerCommandFunction function = await TrainerCommandTests.CreateAsync(
            folder,
            fault,
            attempts: 1
        );
        MaskMatrix masks = MaskMatrix.From([
            .. Enumerable.Range(0, 8).Select(i => Mask.FromWords([(ulong)i], 3)),
        ]);
        var journal = new MemoryJournal();
        long before = GC.GetTotalAllocatedBytes();
        ValueFunctionFailedException failure =
            await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
                new AblationEvaluator(function, journal).EvaluateAsync(
                    masks,
                    cancellationToken: TestContext.Current.CancellationToken
                )
            );
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.InRange(journal.Count, 2, 7);
        Assert.InRange(failure.Message.Length, 1, 6000);
        // Most of what such a program writes is never held.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200L << 20);
    }
}
