using System.Text;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tests;

/// <summary>Rows that are learned from judge nothing, and values that contradict each other are said.</summary>
public sealed class SeenMasksTests
{
    [Fact]
    public void Test_rows_that_are_learned_from_do_not_count()
    {
        ulong seed = (ulong)Environment.TickCount64;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        for (int trial = 0; trial < 20; trial++)
        {
            int leaked = random.NextInt(6);
            int unseen = random.NextInt(6);
            int[] order = random.Permutation(32);
            var text = new StringBuilder("mask,value,split\n");
            foreach (int mask in order[..20])
            {
                text.Append(Row(mask, "train"));
            }

            foreach (int mask in order[..leaked].Concat(order[20..(20 + unseen)]))
            {
                text.Append(Row(mask, "test"));
            }

            Explanation found = Recovered(text.ToString());
            Assert.Equal(unseen, found.HeldOut);
            Assert.Equal(
                leaked > 0,
                found.Notes.Any(note =>
                    note.StartsWith(
                        $"{leaked} of {leaked + unseen} test rows",
                        StringComparison.Ordinal
                    )
                )
            );
        }
    }

    [Theory]
    [InlineData(1, 1.5, 1)]
    [InlineData(3, 1.5, 3)]
    [InlineData(3, 0, 0)]
    public void Contradictions_are_counted_with_their_size(
        int repeated,
        double by,
        int contradicting
    )
    {
        var text = new StringBuilder("mask,value\n");
        for (int mask = 0; mask < 32; mask++)
        {
            text.Append(Row(mask, null));
        }

        for (int mask = 0; mask < repeated; mask++)
        {
            text.Append(Row(mask, null, by));
        }

        string note = Assert.Single(
            Recovered(text.ToString()).Notes,
            static note => note.Contains("values were given for 32 masks", StringComparison.Ordinal)
        );
        Assert.Contains(
            contradicting == 0
                ? "once"
                : $"{contradicting} masks have values that contradict each other, by up to 1.5;",
            note,
            StringComparison.Ordinal
        );
    }

    private static string Row(int mask, string? split, double more = 0) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Convert.ToString(mask, 2).PadLeft(5, '0')},{(mask & 3) + (mask >> 2) * 0.5 + more}{(split is null ? "" : $",{split}")}\n"
        );

    private static Explanation Recovered(string table)
    {
        (Ablations learned, Ablations? heldOut) = AblationTableCsv
            .Read(new StringReader(table))
            .Divide();
        return Explainer
            .Recover(
                new RecoveryRequest
                {
                    Learned = learned,
                    HeldOut = heldOut,
                    Fingerprint = "table",
                }
            )
            .Explanation;
    }
}
