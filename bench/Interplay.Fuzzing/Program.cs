using System.Globalization;
using Interplay.Fuzzing;

// dotnet run -c Release --project bench/Interplay.Fuzzing -- MINUTES [SEED] [READER ...]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--child", string name, string time, string childSeed, string folder])
{
    return await FuzzChild.RunAsync(
        Readers.Named(name),
        TimeSpan.FromSeconds(double.Parse(time, CultureInfo.InvariantCulture)),
        ulong.Parse(childSeed, CultureInfo.InvariantCulture),
        folder
    );
}

if (
    args.Length == 0
    || !double.TryParse(args[0], CultureInfo.InvariantCulture, out double minutes)
    || !(minutes > 0)
)
{
    Console.Error.WriteLine(
        $"MINUTES [SEED] [READER ...]: minutes above 0 in all, shared by the readers {string.Join(", ", Readers.Names)}."
    );
    return 2;
}

ulong seed = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
string[] readers = args.Length > 2 ? args[2..] : [.. Readers.Names];
return await FuzzRun.RunAsync(readers, TimeSpan.FromMinutes(minutes), seed);
