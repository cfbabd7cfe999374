namespace Interplay.Integration.Tests.Cli;

/// <summary>Everything that can be wrong with training data has its name and exit code.</summary>
public sealed class DataBadInputTests
{
    [Theory]
    [InlineData(2, "column-unknown", "--target", "no-such-column")]
    [InlineData(2, "column-unknown", "--drop", "no-such-column")]
    [InlineData(2, "column-unknown", "--parts", "column:no-such-column")]
    [InlineData(2, "column-unknown", "--id", "no-such-column")]
    [InlineData(2, "column-unknown", "--text-columns", "no-such-column")]
    [InlineData(2, "classes-unclear", "--positive", "maybe")]
    [InlineData(2, "trainer-unknown", "--trainer", "magic")]
    [InlineData(2, "trainer-options-malformed", "--penalty", "0")]
    [InlineData(2, "trainer-options-malformed", "--trainer", "knn", "--neighbours", "0")]
    [InlineData(2, "readout-unknown", "--output", "magic")]
    [InlineData(2, "readout-not-applicable", "--trainer", "ridge", "--output", "probability")]
    [InlineData(2, "row-unknown", "--row", "12")]
    [InlineData(2, "row-unknown", "--row", "-1")]
    [InlineData(2, "row-unknown", "--row", "0,x")]
    [InlineData(2, "unknown-parts", "--parts", "letters")]
    [InlineData(2, "unknown-parts", "--parts", "clusters:many")]
    [InlineData(2, "parts-out-of-range", "--parts", "clusters:13")]
    [InlineData(2, "parts-out-of-range", "--parts", "nearest:1", "--row", "0")]
    [InlineData(2, "test-row-missing", "--parts", "nearest:5")]
    [InlineData(2, "kept-share-out-of-range", "--keep", "1")]
    [InlineData(2, "kept-share-not-possible", "--keep", "0.7", "--method", "spex")]
    [InlineData(4, "masks-exhausted", "--keep", "0.999", "--budget", "400")]
    [InlineData(2, "trainer-options-contradict", "--trainer", "knn", "--trainer-command", "x")]
    [InlineData(2, "unknown-method", "--method", "magic")]
    [InlineData(4, "budget-too-small", "--budget", "0")]
    [InlineData(2, "usage", "--keep", "half")]
    public async Task Options(int exitCode, string name, params string[] options)
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", DataSamples.Table());
        List<string> all = ["explain", "data", table, "--test", table, .. options, "--quiet"];
        if (!options.Contains("--target", StringComparer.Ordinal))
        {
            all.AddRange(["--target", "y"]);
        }

        (await CliRun.RunAsync([.. all])).Failed(exitCode, name);
    }

    [Theory]
    [InlineData("data-malformed", "")]
    [InlineData("data-malformed", "a,b,y\n")]
    [InlineData("data-malformed", "a,b,y\n1,2\n")]
    [InlineData("data-malformed", "a,a,y\n1,2,no\n2,3,yes\n")]
    [InlineData("data-malformed", "a,b,y\n1,\"2,no\n")]
    [InlineData("data-malformed", "a,b,y\n1,2,no\n2,3,\n")]
    [InlineData("features-missing", "a,b,y\n1,2,no\n1,2,yes\n")]
    public async Task Training_files(string name, string content)
    {
        using var folder = new TempFolder();
        (
            await RunAsync(
                folder.With("train.csv", content),
                folder.With("test.csv", DataSamples.Table())
            )
        ).Failed(3, name);
    }

    [Fact]
    public async Task A_target_of_one_class()
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", "a,b,y\n1,2,no\n2,3,no\n3,1,no\n");
        (await RunAsync(table, table, "--trainer", "logistic")).Failed(2, "classes-unclear");
    }

    [Theory]
    [InlineData("data-mismatch", "a,y\n1,no\n2,yes\n", "'b'")]
    [InlineData("data-mismatch", "a,b\n1,2\n2,3\n", "'y'")]
    [InlineData("data-mismatch", "a,b,y\n1,2,no\n2,3,maybe\n", "'maybe'")]
    [InlineData("data-malformed", "a,b,y\n1,2,no\n2,x,yes\n", "'x'")]
    [InlineData("data-malformed", "a,b,y\n", "no rows")]
    public async Task Test_files(string name, string content, string said)
    {
        using var folder = new TempFolder();
        CliResult failed = await RunAsync(
            folder.With("train.csv", DataSamples.Table()),
            folder.With("test.csv", content)
        );
        Assert.Contains(said, failed.Failed(3, name).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t.parquet")]
    [InlineData("t.csv.gz")]
    public async Task A_file_that_is_not_what_its_name_says(string file)
    {
        using var folder = new TempFolder();
        string test = folder.With("test.csv", DataSamples.Table());
        (await RunAsync(folder.With(file, DataSamples.Table()), test)).Failed(3, "data-malformed");
    }

    [Fact]
    public async Task Files_that_are_missing_too_large_or_of_another_kind()
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", DataSamples.Table());
        (await RunAsync(folder["none.csv"], table)).Failed(6, "file-not-found");
        (await RunAsync(folder.With("t.xlsx", "x"), table)).Failed(2, "unknown-table-format");
        string huge = folder["huge.csv"];
        await using (FileStream sparse = File.Create(huge))
        {
            sparse.SetLength((1L << 29) + 1);
        }

        (await RunAsync(huge, table)).Failed(3, "data-too-large");
    }

    [Fact]
    public async Task What_must_be_given()
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", DataSamples.Table());
        (await CliRun.RunAsync(["explain", "data", table, "--test", table])).Failed(
            2,
            "target-missing"
        );
        (await CliRun.RunAsync(["explain", "data", table, "--target", "y", "--row", "0"])).Failed(
            2,
            "test-missing"
        );
        (
            await CliRun.RunAsync(["explain", "data", table, "--target", "y", "--budget", "9"])
        ).Failed(2, "audit-option-unknown");
    }

    private static Task<CliResult> RunAsync(string train, string test, params string[] more) =>
        CliRun.RunAsync([
            "explain",
            "data",
            train,
            "--target",
            "y",
            "--test",
            test,
            .. more,
            "--quiet",
        ]);
}
