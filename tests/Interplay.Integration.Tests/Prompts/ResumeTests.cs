using System.Diagnostics;
using Interplay.Integration.Tests.Cli;
using Interplay.Integration.Tests.ModelServer;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>Runs that end in the middle, and the same command again: nothing is lost, nothing is paid twice, and the result is the same.</summary>
public sealed class ResumeTests
{
    private const int Kills = 20;

    /// <summary>Ablations that a run which is killed gets answered at most: all of them together do not reach the end.</summary>
    private const int MostAnswered = ReviewPrompt.Budget / (Kills + 2);
    private const int Delay = 15;

    [Fact]
    public async Task Killed_twenty_times_the_explanation_is_that_of_an_uninterrupted_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs SIGKILL");
        ulong seed = (ulong)Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        using var folder = new TempFolder();
        ReviewPrompt.WriteTo(folder);
        await using ServerUnderTest model = await ServerUnderTest.ReviewsLmAsync(static options =>
            options with
            {
                Delay = TimeSpan.FromMilliseconds(Delay),
            }
        );
        await using CountingProxy proxy = await CountingProxy.StartAsync(model.Address);

        for (int kill = 1; kill <= Kills; kill++)
        {
            proxy.BeginRun(MostAnswered);
            await KillAsync(
                ReviewPrompt.Explain(folder, proxy.Address, "killed"),
                proxy,
                random,
                kill % 5 > 0 ? random.NextInt(MostAnswered) + 1 : 0
            );
        }

        proxy.BeginRun();
        string[] command = ReviewPrompt.Explain(folder, proxy.Address, "killed");
        (await CliRun.RunAsync(command)).Succeeded();
        AskedRequest[] asked = [.. proxy.Ablations];
        CheckNoneIsPaidTwice(asked, seed);

        proxy.BeginRun();
        command = ReviewPrompt.Explain(folder, proxy.Address, "whole");
        (await CliRun.RunAsync(command)).Succeeded();
        Assert.Equal(
            ReviewPrompt.WithoutTimings(folder["whole.json"]),
            ReviewPrompt.WithoutTimings(folder["killed.json"])
        );
        Assert.Equal(
            await ReviewPrompt.RowsAsync(folder, "whole"),
            await ReviewPrompt.RowsAsync(folder, "killed")
        );
        Assert.Equal(
            proxy.Ablations.Skip(asked.Length).Select(static one => one.Body).Order(),
            asked.Select(static one => one.Body).Distinct().Order()
        );
    }

    [Fact]
    public async Task Interrupted_it_ends_with_130_and_a_partial_explanation_and_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using var folder = new TempFolder();
        ReviewPrompt.WriteTo(folder);
        await using ModelProcess model = await ModelProcess.StartAsync(Delay);
        await using CountingProxy proxy = await CountingProxy.StartAsync(model.Address);
        string[] command = ReviewPrompt.Explain(folder, proxy.Address, "stopped");
        CliResult early = await InterruptAsync(command, proxy, 4);
        Assert.True(early.ExitCode == 130, $"{early.ExitCode} {early.Error}");
        Assert.Contains("interplay: interrupted: ", early.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["stopped.json"]));

        CliResult late = await InterruptAsync(command, proxy, 80);
        Assert.True(late.ExitCode == 130, $"{late.ExitCode} {late.Error}");
        Assert.Contains("the same command goes on from them", late.Error, StringComparison.Ordinal);
        CheckPartial(folder["stopped.json"]);
        await CheckGoesOnAsync(folder, command, proxy, interruptions: 2);
    }

    [Fact]
    public async Task A_limit_of_calls_ends_with_4_and_a_partial_explanation_and_a_higher_one_goes_on()
    {
        using var folder = new TempFolder();
        ReviewPrompt.WriteTo(folder);
        await using ServerUnderTest model = await ServerUnderTest.ReviewsLmAsync();
        await using CountingProxy proxy = await CountingProxy.StartAsync(model.Address);
        string[] command = ReviewPrompt.Explain(folder, proxy.Address, "stopped");
        CliResult few = await CliRun.RunAsync([.. command, "--max-calls", "10"]);
        few.Failed(4, "too-few-ablations");
        Assert.False(File.Exists(folder["stopped.json"]));

        CliResult most = await CliRun.RunAsync([.. command, "--max-calls", "90"]);
        Assert.True(most.ExitCode == 4, $"{most.ExitCode} {most.Error}");
        Assert.Contains("interplay: cost-limit-reached: ", most.Error, StringComparison.Ordinal);
        Assert.Contains("with a higher limit goes on", most.Error, StringComparison.Ordinal);
        Assert.Equal(100, CheckPartial(folder["stopped.json"]));
        await CheckGoesOnAsync(folder, command, proxy, interruptions: 0);
    }

    /// <summary>Ablations of a partial explanation.</summary>
    private static int CheckPartial(string path)
    {
        Explanation partial = ExplanationJson.Read(File.ReadAllBytes(path));
        Assert.InRange(partial.Ablations, 24, ReviewPrompt.Budget - 1);
        Assert.Contains(
            partial.Notes,
            static note => note.StartsWith("Partial: ", StringComparison.Ordinal)
        );
        return partial.Ablations;
    }

    /// <summary>The same command, now to its end, gives what a run without a break gives; what was paid for is not asked again.</summary>
    private static async Task CheckGoesOnAsync(
        TempFolder folder,
        string[] command,
        CountingProxy proxy,
        int interruptions
    )
    {
        proxy.BeginRun();
        (await CliRun.RunAsync(command)).Succeeded();
        string[] asked = [.. proxy.Ablations.Select(static one => one.Body)];
        // Those in flight at an interruption were given up; a limit lets them come to their end.
        int again = asked.Length - asked.Distinct().Count();
        Assert.InRange(again, 0, interruptions * ReviewPrompt.Concurrency);
        string[] whole = ReviewPrompt.Explain(folder, proxy.Address, "whole");
        (await CliRun.RunAsync(whole)).Succeeded();
        Assert.Equal(
            ReviewPrompt.WithoutTimings(folder["whole.json"]),
            ReviewPrompt.WithoutTimings(folder["stopped.json"])
        );
    }

    private static async Task<CliResult> InterruptAsync(
        string[] command,
        CountingProxy proxy,
        int ablations
    )
    {
        proxy.BeginRun(ablations);
        using Process process = CliProcess.Start(command);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Task end = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i <= ablations; i++)
        {
            await proxy.NextAblationAsync(end);
        }

        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await end;
        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the tool and kills it some milliseconds after it has asked for so many ablations, or for none at any time of its start.</summary>
    private static async Task KillAsync(
        string[] command,
        CountingProxy proxy,
        SeededRandom random,
        int ablations
    )
    {
        using Process process = CliProcess.Start(command);
        Task output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Task end = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < ablations; i++)
        {
            await proxy.NextAblationAsync(end);
        }

        await Task.Delay(
            random.NextInt(ablations > 0 ? 2 * Delay : 600),
            TestContext.Current.CancellationToken
        );
        process.Kill();
        await Task.WhenAll(end, output, error);
    }

    /// <summary>An ablation is asked for again only where a kill found it in flight: of what a killed run asked, no more than its concurrency.</summary>
    private static void CheckNoneIsPaidTwice(AskedRequest[] asked, ulong seed)
    {
        AskedRequest[][] runs =
        [
            .. asked.GroupBy(static one => one.Run).Select(static run => run.ToArray()),
        ];
        int again = asked.Length - asked.DistinctBy(static one => one.Body).Count();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{runs.Length} runs asked for {asked.Length} ablations, {again} of them again"
        );
        Assert.True(
            runs.Length > Kills * 4 / 5,
            $"seed {seed}: only {runs.Length} runs asked for anything"
        );
        for (int run = 0; run < runs.Length; run++)
        {
            var later = runs.Skip(run + 1)
                .SelectMany(static one => one)
                .Select(static one => one.Body)
                .ToHashSet(StringComparer.Ordinal);
            Assert.Distinct(runs[run].Select(static one => one.Body));
            int lost = runs[run].Count(one => later.Contains(one.Body));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"run {run}: {runs[run].Length} asked, {lost} asked again later"
            );
            Assert.True(
                lost <= ReviewPrompt.Concurrency,
                $"seed {seed}: of the {runs[run].Length} of run {run} {lost} were asked for again"
            );
        }
    }
}
