using CsCheck;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.Auto;
using Interplay.Recovery.Sparse;
using Interplay.Recovery.WalshBayes;
using Interplay.Tests.Recovery;
using Interplay.Tests.Recovery.Spex;

namespace Interplay.Tests.Laws;

/// <summary>More masks never make an answer worse: what a part of them gives is found with all of them.</summary>
public sealed class MoreMasksLaws(ITestOutputHelper output)
{
    private static readonly Gen<ulong> Seeds = Gen.ULong[1, 1_000_000];

    [Fact]
    public void SpikesThatFewerMasksShowAreFoundWithMore() =>
        Seeds.Sample(Spikes, iter: 1, threads: 1);

    private void Spikes(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed, 1);
        PartSet[] planted =
        [
            .. Enumerable.Range(0, 6).Select(_ => PartSet.Of(random.Permutation(210).AsSpan(0, 4))),
        ];
        MaskMatrix masks = UniformDesign.Draw(210, 1100, new SeededRandom(seed, 2));
        PartSet[] before = [];
        foreach (int rows in new[] { 500, 1100 })
        {
            MaskMatrix first = masks.Slice(0, rows);
            float[] y =
            [
                .. Enumerable
                    .Range(0, rows)
                    .Select(row =>
                        (float)(
                            planted.Sum(set => set.Character(first.Row(row)))
                            + 0.3 * random.NextGaussian()
                        ) / 2.5f
                    ),
            ];
            var settings = new WalshBayesSettings
            {
                Levels = [(256, 2)],
                Refreshes = 0,
                MostRefits = 0,
                MaxOrder = 4,
            };
            using WalshBayesFit fit = WalshBayesFit.Run(
                first,
                [y],
                settings,
                WalshBayesFolds.RowOrder(rows, seed),
                TestContext.Current.CancellationToken
            );
            PartSet[] found = [.. fit.Outputs[0].Spikes.Sets.Intersect(planted)];
            output.WriteLine($"{found.Length} of {planted.Length} with {rows} masks");
            Assert.Empty(before.Except(found));
            before = found;
        }

        Assert.NotEmpty(before);
    }

    [Fact]
    public void TermsThatFewerMasksShowThePursuitFindsWithMore() =>
        Seeds.Sample(Pursuit, iter: 1, threads: 1);

    private void Pursuit(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        FourierGame game = FourierGame.Draw(40, 8, 5, 0, seed);
        MaskMatrix masks = UniformDesign.Draw(40, 10_000, new SeededRandom(seed, 3));
        double[] values = game.Values(masks);
        bool before = false;
        foreach (int rows in new[] { 300, 1200, 4000, 10_000 })
        {
            SparseFit fit = SparsePursuit.Run(
                masks.Slice(0, rows),
                null,
                values[..rows],
                5,
                1e7,
                TestContext.Current.CancellationToken
            );
            output.WriteLine($"{fit.Unexplained} of the deviation is left with {rows} masks");
            Assert.True(fit.IsExact || !before);
            before = fit.IsExact;
        }
    }

    [Fact]
    public void MoreMasksThanAreBlendedLeaveWhatABlendOfSomeGives() =>
        Seeds.Sample(Blend, iter: 1, threads: 1);

    private void Blend(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        const int parts = 16;
        // Enough that two blends of as many masks, but not the same, are alike.
        const int blended = 240;
        const int asked = 390;
        var random = new SeededRandom(seed, 4);
        double[] weights = [.. Enumerable.Range(0, parts).Select(_ => random.NextGaussian())];
        MaskMatrix masks = UniformDesign.Draw(parts, asked, new SeededRandom(seed, 5));
        MaskMatrix fresh = UniformDesign.Draw(parts, 1000, new SeededRandom(seed, 6));
        double[] values = Smooth(masks);
        double[] truth = Smooth(fresh);
        double before = R2(blended);
        double after = R2(asked);
        output.WriteLine($"{before} with {blended} masks, {after} with {asked}");
        Assert.InRange(after, before - 0.05, 1);

        double R2(int rows)
        {
            var request = new PlanRequest { PartCount = parts, Budget = rows };
            RecoveryResult result = new AutoMethod(blended).Run(
                MaskPlan.Given(request, masks.Slice(0, rows)),
                values.AsSpan(0, rows)
            );
            return Faithfulness
                .Measure(result.Outputs[0].Spectrum, fresh, truth)
                .R2!.Value.Estimate;
        }

        double[] Smooth(MaskMatrix rows) =>
            [
                .. Enumerable
                    .Range(0, rows.RowCount)
                    .Select(row =>
                        Math.Tanh(
                            Enumerable
                                .Range(0, parts)
                                .Sum(part => rows[row, part] ? weights[part] : -weights[part]) / 4
                        )
                    ),
            ];
    }
}
