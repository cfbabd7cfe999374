#:project ../src/Interplay.Training/Interplay.Training.csproj
#:project ../src/Interplay.Tables/Interplay.Tables.csproj

// Which labels of a training table look wrong, and which rows are redundant?
// dotnet run samples/audit.cs -- [table.csv] [target]
using Interplay.Tables;
using Interplay.Training.Findings;
using Interplay.Training.Studies;

string file = args.Length > 0 ? args[0] : "samples/data/breast-cancer-test.csv";
var audit = await DataAudit.RunAsync(
    new DataAuditRequest
    {
        Task = new TrainingTask
        {
            Train = await DataFile.ReadAsync(file),
            Target = args.Length > 1 ? args[1] : "diagnosis",
        },
        Spent = new RowAuditOptions { Contexts = 24, Candidates = 20 },
    }
);
Console.WriteLine($"{audit.Subject}: {audit.Audit.Retrainings} retrainings.");
foreach (var row in audit.Audit.Harmful(3))
{
    string verdict = row.IsProbablyMislabelled ? "the label is probably wrong" : "it harms others";
    Console.WriteLine(
        $"{audit.Parts[row.Part].Text}: effect {row.Effect:F3} ± {row.EffectError:F3}, {verdict}"
    );
}

foreach (var pair in audit.Audit.Redundant(3))
{
    Console.WriteLine(
        $"{audit.Parts[pair.First].Text} and {audit.Parts[pair.Second].Text}: {pair.Interaction:F2} ± {pair.StandardError:F2} of what each does alone"
    );
}
