using System.Runtime.Intrinsics.X86;
using System.Text;
using Interplay.Interactions.Indices;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Cli;

/// <summary>The same seed gives the same bytes, whenever and on however many cores; nearly the same on other kinds of processors.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("spex")]
    [InlineData("proxyspex")]
    public async Task The_same_seed_gives_the_same_bytes_twice_and_on_one_core_or_two(string method)
    {
        string[] arguments =
        [
            "explain",
            "text",
            Samples.Sentence,
            "--model",
            "sentiment-small",
            "--budget",
            "600",
            "--method",
            method,
            "--quiet",
        ];
        string once = Samples.WithoutTimings(await CliRun.SavedAsync(arguments));
        Assert.Equal(once, await OnCoresAsync(arguments, 2));
        Assert.Equal(once, await OnCoresAsync(arguments, 1));
        Assert.NotEqual(
            once,
            Samples.WithoutTimings(await CliRun.SavedAsync([.. arguments, "--seed", "2"]))
        );
    }

    /// <summary>What docs/pipeline.md says of processors with other vector units.</summary>
    [Theory]
    [InlineData("spex", "DOTNET_EnableHWIntrinsic")]
    [InlineData("proxyspex", "DOTNET_EnableHWIntrinsic")]
    [InlineData("blend", "DOTNET_EnableHWIntrinsic")]
    [InlineData("blend", "DOTNET_EnableAVX2")]
    [InlineData("blend", "DOTNET_EnableAVX512")]
    public async Task Another_kind_of_processor_gives_nearly_the_same(string method, string unit)
    {
        using var folder = new TempFolder();
        string[] command =
            method == "spex"
                ?
                [
                    "explain",
                    "game",
                    Repository.Data("games", "fourier_n20_s5_z0.json"),
                    "--budget",
                    "3000",
                    "--method",
                    method,
                ]
                : ["recover", await TableAsync(folder), "--method", method];
        string here = await CliRun.SavedAsync(command);
        string there = await InProcessAsync(command, unit, "0");
        if (method == "spex" || (unit == "DOTNET_EnableAVX512" && !Avx512BW.IsSupported))
        {
            Assert.Equal(Samples.WithoutTimings(here), Samples.WithoutTimings(there));
            return;
        }

        InteractionValues ours = Values(here);
        InteractionValues theirs = Values(there);
        Interaction[] all = [.. ours.Top(int.MaxValue)];
        Assert.Equal(all.Length, theirs.Top(int.MaxValue).Count);
        foreach (Interaction one in all)
        {
            double difference = Math.Abs(one.Strength - theirs[one.Parts]);
            double most =
                method == "proxyspex"
                    ? 1e-9
                    : Math.Min(one.StandardError!.Value / 2, Math.Abs(all[0].Strength) / 50);
            Assert.True(difference <= most, $"{one} and {theirs[one.Parts]}");
        }
    }

    private static async Task<string> TableAsync(TempFolder folder)
    {
        string table = folder["t.csv"];
        string[] text = ["--text", "not bad at all, great film"];
        (await CliRun.RunAsync(["plan", .. text, "--budget", "40", "-o", table])).Succeeded();
        (await CliRun.RunAsync(["evaluate", table, .. text])).Succeeded();
        return table;
    }

    private static InteractionValues Values(string explanation) =>
        ExplanationJson.Read(Encoding.UTF8.GetBytes(explanation)).Outputs[0].Interactions;

    private static async Task<string> OnCoresAsync(string[] arguments, int cores) =>
        Samples.WithoutTimings(
            await InProcessAsync(arguments, "DOTNET_PROCESSOR_COUNT", $"{cores}")
        );

    private static async Task<string> InProcessAsync(
        string[] arguments,
        string variable,
        string value
    )
    {
        CliResult result = await CliProcess.RunAsync(
            [.. arguments, "--json", "-"],
            environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [variable] = value,
            }
        );
        return result.Succeeded().Output;
    }
}
