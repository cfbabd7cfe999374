using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Interplay.Integration.Tests.Cli;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Programs;

/// <summary>A model of scikit-learn behind the sample program, against the definitions of the index worked out in Python.</summary>
public sealed class ScikitLearnTests
{
    private const int Order = 3;

    private static readonly string[] Columns =
    [
        "mean_radius",
        "mean_texture",
        "mean_smoothness",
        "mean_concavity",
        "mean_concave_points",
        "error_radius",
        "worst_texture",
        "worst_smoothness",
        "worst_concave_points",
    ];

    [Fact]
    public async Task All_values_of_an_index_are_exact()
    {
        string python = await PythonAsync();
        using var folder = new TempFolder();
        string table = DataSamples.Train;
        string saved = folder["e.json"];
        (
            await CliRun.RunAsync([
                "explain",
                "program",
                $"{python} '{Repository.Find("samples", "value.py")}' '{table}' diagnosis 3",
                "--names",
                string.Join(',', Columns),
                "--index",
                "k-SII",
                "--order",
                $"{Order}",
                "--journal",
                folder["j.db"],
                "--json",
                saved,
                "--quiet",
            ])
        ).Succeeded();
        Explanation found = ExplanationJson.Read(
            await File.ReadAllBytesAsync(saved, TestContext.Current.CancellationToken)
        );
        (int code, string exact, string errors) = await RunAsync(
            python,
            [
                Repository.Find(
                    "tests",
                    "Interplay.Integration.Tests",
                    "Programs",
                    "exact_ksii.py"
                ),
                table,
                "diagnosis",
                "3",
                $"{Order}",
                .. Columns,
            ]
        );
        Assert.True(code == 0, errors);
        Dictionary<string, Dictionary<string, double>> expected = JsonSerializer.Deserialize<
            Dictionary<string, Dictionary<string, double>>
        >(exact)!;
        Assert.Equal(["benign", "malignant"], found.Outputs.Select(static output => output.Name));
        foreach (ExplainedOutput output in found.Outputs)
        {
            Assert.Equal(VerdictKind.Complete, output.Trust.Verdict.Kind);
            Assert.Equal(9 + 36 + 84, expected[output.Name].Count);
            foreach ((string parts, double value) in expected[output.Name])
            {
                PartSet set = PartSet.Of([.. parts.Split(',').Select(int.Parse)]);
                Assert.Equal(value, output.Interactions[set], 1e-9);
            }
        }
    }

    private static async Task<string> PythonAsync()
    {
        foreach (string python in (string[])["/usr/bin/python3", "python3"])
        {
            try
            {
                if ((await RunAsync(python, ["-c", "import sklearn"])).Code == 0)
                {
                    return python;
                }
            }
            catch (Win32Exception)
            {
                // There is no such Python.
            }
        }

        Assert.Skip("No Python here has scikit-learn (Debian: python3-sklearn).");
        return "";
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        string program,
        string[] arguments
    )
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> errors = process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        string output = await process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }
}
