using System.Globalization;
using Interplay.Studies;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var studies = new SortedDictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["budgets"] = At(MoreMasks.Run),
    ["endpoint"] = EndpointThroughput.RunAsync,
    ["flips"] = JournalDamage.RunAsync,
    ["indices"] = At(IndexErrors.Run),
    ["indicesmany"] = At(IndexErrorsOfManyParts.Run),
    ["large"] = TenThousandParts.RunAsync,
    ["manyparts"] = At(MethodsForManyParts.Run),
    ["model"] = ComponentAblations.RunAsync,
    ["noise"] = At(NoiseTables.Run),
    ["peers"] = PeerCases.RunAsync,
    ["planted"] = PlantedRows.RunAsync,
    ["pruning"] = PruningChoices.RunAsync,
    ["refits"] = RefitRates.RunAsync,
    ["reviews"] = ReviewDatamodels.RunAsync,
    ["rounds"] = At(RoundPrices.Run),
    ["signals"] = SignalTimes.RunAsync,
    ["sparse"] = SparseBudgets.RunAsync,
    ["trainers"] = TrainerRates.RunAsync,
    ["wide"] = At(WideRecovery.Run),
    ["widetables"] = At(WideTableFiles.Run),
};
if (args is not [string name, .. string[] rest] || !studies.TryGetValue(name, out var study))
{
    Console.Error.WriteLine($"Name a study: {string.Join(", ", studies.Keys)}.");
    return 2;
}

await study(rest);
return 0;

static Func<string[], Task> At(Action<string[]> run) =>
    arguments =>
    {
        run(arguments);
        return Task.CompletedTask;
    };
