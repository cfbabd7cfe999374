using Interplay.Integration.Tests.Cli;
using Interplay.Masks;
using Interplay.Programs;
using Interplay.Training.Parts;
using Interplay.Training.Programs;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Training;

/// <summary>Programs as trainers: what they may do wrong is retried or named, and nothing that was paid for is lost.</summary>
public sealed class TrainerCommandTests
{
    /// <summary>Answers with the number of kept parts; at the third subset of each copy it does what FAULT says.</summary>
    private const string Program = """
        read hello
        echo '{"version":1,"outputs":["kept"]}'
        n=0
        while read -r line; do
          n=$((n+1))
          id=${line#*\"id\":}; id=${id%%,*}
          mask=${line#*\"mask\":\"}; mask=${mask%%\"*}
          ones=$(printf %s "$mask" | tr -d 0)
          if [ $n -ge 3 ]; then FAULT; fi
          echo "{\"id\":$id,\"values\":[${#ones}]}"
        done
        """;

    [Theory]
    [InlineData("exit 7")]
    [InlineData("sleep 60")]
    [InlineData("echo garbage")]
    [InlineData("echo \"{\\\"id\\\":$id,\\\"values\\\":[NaN]}\"; continue")]
    public async Task A_fault_of_one_copy_is_retried_with_another(string fault)
    {
        using var folder = new TempFolder();
        TrainerCommandFunction function = await CreateAsync(folder, fault, attempts: 2);
        MaskMatrix masks = MaskMatrix.From([
            .. Enumerable.Range(0, 6).Select(i => Mask.FromWords([(ulong)i], 3)),
        ]);
        Ablations all = await new AblationEvaluator(function).EvaluateAsync(
            masks,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal([0, 1, 1, 2, 1, 2], all.OfOutput(0));
    }

    [Theory]
    [InlineData("exit 7", "exit code 7")]
    [InlineData("sleep 60", "no answer within")]
    [InlineData("echo garbage", "'garbage'")]
    [InlineData("echo \"{\\\"id\\\":$id,\\\"values\\\":[NaN]}\"; continue", "finite")]
    public async Task A_fault_without_another_attempt_is_named_and_loses_nothing(
        string fault,
        string said
    )
    {
        using var folder = new TempFolder();
        TrainerCommandFunction function = await CreateAsync(folder, fault, attempts: 1);
        MaskMatrix masks = MaskMatrix.From([
            .. Enumerable.Range(0, 6).Select(i => Mask.FromWords([(ulong)i], 3)),
        ]);
        var journal = new MemoryJournal();
        var evaluator = new AblationEvaluator(function, journal);
        ValueFunctionFailedException failure =
            await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
                evaluator.EvaluateAsync(
                    masks,
                    cancellationToken: TestContext.Current.CancellationToken
                )
            );
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Ablations known = await evaluator.KnownAsync(masks, TestContext.Current.CancellationToken);
        // The mask of none came first, by a copy of its own; the next one answered two.
        Assert.Equal([0, 1, 1], known.OfOutput(0));
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
    {
        InterplayException error = await Assert.ThrowsAsync<InterplayException>(() =>
            TrainerCommandFunction.CreateAsync(
                new ProgramOptions { Command = "no-such-program-anywhere" },
                DataLens.OfRows(3),
                "data",
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("trainer-command-not-started", error.Name);
    }

    internal static Task<TrainerCommandFunction> CreateAsync(
        TempFolder folder,
        string fault,
        int attempts
    ) =>
        TrainerCommandFunction.CreateAsync(
            new ProgramOptions
            {
                Command =
                    $"sh '{folder.With("train.sh", Program.Replace("FAULT", fault, StringComparison.Ordinal))}'",
                // Waited for only by the program that sleeps; any other answers in time on any machine.
                Timeout = TimeSpan.FromSeconds(
                    fault.StartsWith("sleep", StringComparison.Ordinal) ? 5 : 300
                ),
                Attempts = attempts,
            },
            DataLens.OfRows(3),
            "data",
            TestContext.Current.CancellationToken
        );
}
