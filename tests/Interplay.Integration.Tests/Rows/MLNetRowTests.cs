using Interplay.Integration.Tests.Cli;
using Interplay.Masks;
using Interplay.Reports;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Interplay.Integration.Tests.Rows;

/// <summary>Models that ML.NET saved: trained here, and asked one row at a time beside it.</summary>
public sealed class MLNetRowTests
{
    private static readonly string[] Columns = ["age", "pay", "job"];

    [Fact]
    public async Task A_pipeline_with_texts_is_explained_exactly()
    {
        using var folder = new TempFolder();
        var context = new MLContext(seed: 1);
        Person[] people =
        [
            .. RowSamples
                .Cells(RowSamples.People)
                .Select(static cells => PersonOf(cells[0], cells[1], cells[2], cells[6])),
        ];
        IDataView data = context.Data.LoadFromEnumerable(people);
        ITransformer model = context
            .Transforms.Categorical.OneHotEncoding("jobs", "job")
            .Append(context.Transforms.Concatenate("Features", "age", "pay", "jobs"))
            .Append(
                context.BinaryClassification.Trainers.FastTree(
                    numberOfTrees: 10,
                    minimumExampleCountPerLeaf: 2
                )
            )
            .Fit(data);
        context.Model.Save(model, data.Schema, folder["model.zip"]);
        Explanation found = await ExplainTableTests.ExplainAsync(
            folder["model.zip"],
            RowSamples.People,
            "--row",
            "4",
            "--drop",
            "buys,city_oslo,city_rome,city_lima",
            "--background-rows",
            "60"
        );
        Assert.Equal(["Probability"], found.Outputs.Select(static output => output.Name));
        using PredictionEngine<Person, Said> engine = context.Model.CreatePredictionEngine<
            Person,
            Said
        >(model);
        string[][] rows =
        [
            .. RowSamples.Cells(RowSamples.People).Select(static cells => cells[..3]),
        ];
        float mean = (float)
            people
                .Where(static person => person.IsKnown)
                .Average(static person => (double)person.age);
        double[] values = RowSamples.Values(
            [
                [0],
                [1],
                [2],
            ],
            rows[4],
            rows,
            cells =>
            {
                Person person = PersonOf(cells[0], cells[1], cells[2], "no");
                person.age = person.IsKnown ? person.age : mean;
                return engine.Predict(person).Probability;
            }
        );
        for (int mask = 0; mask < values.Length; mask++)
        {
            Assert.Equal(
                values[mask],
                found.Outputs[0].Spectrum.Evaluate(Mask.FromWords([(ulong)mask], 3).Words),
                1e-9
            );
        }
    }

    [Fact]
    public async Task Scores_of_classes_have_their_names_and_a_vector_takes_all_columns()
    {
        using var folder = new TempFolder();
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(
            RowSamples
                .Cells(RowSamples.Numbers)
                .Select(static cells => new Numbered
                {
                    Features = [.. cells.Take(4).Select(Single)],
                    Kind =
                        Single(cells[0]) > 0 ? "high"
                        : Single(cells[1]) > 0 ? "low"
                        : "none",
                })
        );
        ITransformer model = context
            .Transforms.Conversion.MapValueToKey("Label", "Kind")
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(data);
        context.Model.Save(model, data.Schema, folder["model.zip"]);
        string table = folder.With(
            "t.csv",
            string.Join(
                '\n',
                File.ReadAllLines(RowSamples.Numbers)
                    .Select(
                        static (line, i) =>
                            $"{string.Join(',', line.Split(',').Take(4))},{(i == 0 ? "Kind" : "low")}"
                    )
            )
        );
        Explanation found = await ExplainTableTests.ExplainAsync(
            folder["model.zip"],
            table,
            "--row",
            "1",
            "--drop",
            "Kind"
        );
        Assert.Equal(
            ["high", "low", "none"],
            found.Outputs.Select(static output => output.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            1,
            found.Outputs.Sum(static output => output.Spectrum.Evaluate(Mask.Full(4).Words)),
            1e-5
        );
        (
            await CliRun.RunAsync(["explain", "table", folder["model.zip"], table, "--row", "1"])
        ).Failed(3, "model-columns-mismatch");
    }

    private static float Single(string cell) =>
        float.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);

    private static Person PersonOf(string age, string pay, string job, string buys) =>
        new()
        {
            age = age.Length == 0 ? 0 : Single(age),
            IsKnown = age.Length > 0,
            pay = Single(pay),
            job = job,
            Label = buys == "yes",
        };

    // ML.NET finds columns by the names of the properties, which are those of the table.
    internal sealed class Person
    {
        public float age { get; set; }

        public float pay { get; set; }

        public string job { get; set; } = "";

        public bool Label { get; set; }

        [NoColumn]
        public bool IsKnown { get; set; }
    }

    internal sealed class Said
    {
        public float Probability { get; set; }
    }

    internal sealed class Numbered
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public string Kind { get; set; } = "";
    }
}
