using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;
using Interplay.ValueFunctions;

namespace Interplay.Studies;

/// <summary>
/// Ten thousand parts: what a plan keeps in memory, what SPEX finds, and ProxySPEX at two thousand parts.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies
/// </code>
/// </remarks>
internal static class TenThousandParts
{
    private const int Parts = 10_000;

    public static async Task RunAsync(string[] args)
    {
        var random = new SeededRandom(5);

        double before = GC.GetTotalMemory(true) / 1048576.0;
        MaskPlan uniform = RecoveryMethods
            .Named("proxyspex")
            .Plan(new PlanRequest { PartCount = Parts, Budget = 20_000 });
        Console.WriteLine(
            $"plan of 20,000 uniform masks: {GC.GetTotalMemory(true) / 1048576.0 - before:0.0} MB kept"
        );
        GC.KeepAlive(uniform);

        (PartSet Parts, double Coefficient)[] terms = Terms(25, Parts);
        foreach (double noise in new[] { 0, 0.5 })
        {
            foreach (int budget in new[] { 2064, 4128 })
            {
                var request = new PlanRequest
                {
                    PartCount = Parts,
                    Budget = budget,
                    MaxOrder = 3,
                };
                (RecoveryResult result, double seconds, _) = await Recover(
                    "spex",
                    request,
                    terms,
                    noise
                );
                HashSet<PartSet> found =
                [
                    .. result.Outputs[0].Spectrum.TopTerms(25).Select(term => term.Parts),
                ];
                Console.WriteLine(
                    $"SPEX, noise {noise}, {budget} masks: {terms.Count(term => found.Contains(term.Parts))} of 25 found, {seconds:0.00} s processor, peak {Peak():0} MB"
                );
            }
        }

        var small = new PlanRequest
        {
            PartCount = 2_000,
            Budget = 4_200,
            HeldOut = 200,
        };
        (_, double took, double r2) = await Recover("proxyspex", small, Terms(60, 60), 0);
        Console.WriteLine(
            $"ProxySPEX, 2,000 parts, 4,000 masks: R2 {r2:0.000}, {took:0.00} s processor, peak {Peak():0} MB"
        );

        (PartSet Parts, double Coefficient)[] Terms(int count, int among)
        {
            var sets = new Dictionary<PartSet, double>();
            while (sets.Count < count)
            {
                int[] parts =
                [
                    .. Enumerable
                        .Range(0, 1 + random.NextInt(3))
                        .Select(_ => random.NextInt(among))
                        .Distinct(),
                ];
                sets[PartSet.Of(parts)] = (2 * random.NextInt(2) - 1) * (0.5 + random.NextDouble());
            }

            return [.. sets.Select(pair => (pair.Key, pair.Value))];
        }
    }

    private static async Task<(RecoveryResult Result, double Seconds, double HeldOutR2)> Recover(
        string method,
        PlanRequest request,
        (PartSet Parts, double Coefficient)[] terms,
        double noise
    )
    {
        IRecoveryMethod recovery = RecoveryMethods.Named(method);
        MaskPlan plan = recovery.Plan(request);
        var errors = new SeededRandom(7);
        var function = new DelegateValueFunction(
            request.PartCount,
            mask =>
                terms.Sum(term => term.Coefficient * term.Parts.Character(mask.Words))
                + noise * errors.NextGaussian()
        );
        Ablations ablations = await new AblationEvaluator(function, batchSize: 4096).EvaluateAsync(
            plan.AllMasks()
        );
        TimeSpan start = Environment.CpuUsage.TotalTime;
        RecoveryResult result = recovery.Recover(
            plan,
            ablations.Values.Span[..plan.Masks.RowCount]
        );
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        double heldOut = plan.HeldOut is null
            ? double.NaN
            : Faithfulness
                .Measure(
                    result.Outputs[0].Spectrum,
                    plan.HeldOut,
                    ablations.Values.Span[plan.Masks.RowCount..]
                )
                .R2!.Value.Estimate;
        return (result, seconds, heldOut);
    }

    private static double Peak() =>
        double.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]
        ) / 1024;
}
