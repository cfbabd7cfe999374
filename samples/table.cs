#:project ../src/Interplay/Interplay.csproj

// Ablations that another program evaluated, in a table; the explanation comes out as JSON.
// dotnet run samples/table.cs -- [table.csv] > explanation.json
using Interplay.Interactions.Indices;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions.Tables;

// Three ingredients of a dish, and how it was liked: pepper helps only with salt, and salt spoils the sugar.
const string Dishes = """
    mask,liking
    000,2
    100,3
    010,2
    110,5
    001,4
    101,1
    011,4
    111,3
    """;

using TextReader file = args.Length > 0 ? File.OpenText(args[0]) : new StringReader(Dishes);
var table = AblationTableCsv.Read(file);
int[] test = table.RowsOf(TableSplit.Test);
var result = Explainer.Recover(
    new RecoveryRequest
    {
        Learned = table.Ablations(table.RowsOf(TableSplit.Train)),
        HeldOut = test.Length > 0 ? table.Ablations(test) : null,
        Options = new ExplainOptions { Index = InteractionIndex.Moebius },
        Fingerprint = "dishes",
    }
);

TextReport.Write(result.Explanation, Console.Error);
ExplanationJson.Write(result.Explanation, Console.OpenStandardOutput());
