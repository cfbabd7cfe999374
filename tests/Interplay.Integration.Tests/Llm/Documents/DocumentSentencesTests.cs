using Interplay.Interactions;
using Interplay.Lenses;
using Interplay.Llm.Documents;
using Interplay.Masks;
using Interplay.Recovery.Exact;
using Interplay.Runs;

namespace Interplay.Integration.Tests.Llm.Documents;

/// <summary>The words on functions whose meaning is known. Documents are named from 1.</summary>
public sealed class DocumentSentencesTests
{
    [Fact]
    public async Task Two_documents_that_are_needed_together()
    {
        IReadOnlyList<DocumentStatement> said = await Describe(4, static m => m[1] && m[2] ? 1 : 0);
        Assert.Equal(DocumentRole.Together, said[0].Role);
        Assert.Equal(PartSet.Of(1, 2), said[0].Documents);
        Assert.Equal(
            [
                "Needs 2 and 3 together: without either of them the value falls by 1 (100 %).",
                "1 changes nothing.",
                "4 changes nothing.",
            ],
            said.Select(static statement => statement.Sentence)
        );
    }

    [Fact]
    public async Task Two_documents_of_which_either_is_enough()
    {
        IReadOnlyList<DocumentStatement> said = await Describe(
            4,
            static m => m[1] || m[2] ? -2 : -5
        );
        Assert.Equal(
            "Either 2 or 3 is enough: only without both the value falls by 3 (100 %).",
            said[0].Sentence
        );
        Assert.Equal(DocumentRole.Either, said[0].Role);
        Assert.Equal(3, said[0].Loss, 9);
        Assert.All(said.Skip(1), static s => Assert.Equal(DocumentRole.Nothing, s.Role));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task Many_documents_all_needed_or_any_enough(int count)
    {
        DocumentStatement all = Assert.Single(
            await Describe(count, m => m.KeptCount == m.PartCount ? 1 : 0)
        );
        Assert.Equal(DocumentRole.Together, all.Role);
        Assert.Equal(count, all.Documents.Order);
        DocumentStatement any = Assert.Single(
            await Describe(count, static m => m.KeptCount > 0 ? 1 : 0)
        );
        Assert.Equal(DocumentRole.Either, any.Role);
        Assert.Equal(count, any.Documents.Order);
    }

    [Fact]
    public async Task Two_documents_that_cancel_out() =>
        Assert.Equal(
            "1 and 3 cancel out: with both it is much as with none, with only some of them it is not.",
            (await Describe(3, static m => m[0] ^ m[2] ? 1 : 0))[0].Sentence
        );

    [Fact]
    public async Task Documents_that_only_add()
    {
        IReadOnlyList<DocumentStatement> said = await Describe(
            4,
            static m => (m[0] ? 5 : 0) + (m[1] ? 3 : 0) - (m[2] ? 2 : 0)
        );
        Assert.Equal(
            [DocumentRole.Carries, DocumentRole.Adds, DocumentRole.Hurts, DocumentRole.Nothing],
            said.Select(static s => s.Role)
        );
        Assert.Equal("3 hurts: without it the value rises by 2 (32 %).", said[2].Sentence);
        Assert.Equal("2 adds its share: without it the value falls by 3 (49 %).", said[1].Sentence);
    }

    [Fact]
    public async Task One_document_and_one_of_two_others()
    {
        DocumentStatement said = Assert.Single(
            await Describe(3, static m => m[0] && (m[1] || m[2]) ? 1 : 0)
        );
        Assert.Equal(DocumentRole.Alternatives, said.Role);
        Assert.Equal([PartSet.Of(0, 1), PartSet.Of(0, 2)], said.Groups);
        Assert.Equal(
            "Needs 1, and with it either 2 or 3; without all of them the value falls by 1 (100 %).",
            said.Sentence
        );
    }

    [Fact]
    public async Task One_document_or_two_others_together() =>
        Assert.Equal(
            "Enough is either 3 or 1 and 2 together; without all of them the value falls by 1 (100 %).",
            Assert.Single(await Describe(3, static m => m[2] || (m[0] && m[1]) ? 1 : 0)).Sentence
        );

    [Fact]
    public async Task A_mixture_of_all_over_eight_documents()
    {
        IReadOnlyList<DocumentStatement> said = await Describe(
            8,
            static m =>
                (m[0] && m[6] ? 4 : 0) // needed together
                + (m[1] || m[4] ? 4 : 0) // either
                + (m[2] ? 2 : 0) // adds
                - (m[3] ? 1.5 : 0) // hurts
                + (m[5] ? 0.01 : 0) // nothing to speak of
        );
        Assert.Equal(
            [
                (DocumentRole.Together, PartSet.Of(0, 6)),
                (DocumentRole.Either, PartSet.Of(1, 4)),
                (DocumentRole.Adds, PartSet.Of(2)),
                (DocumentRole.Hurts, PartSet.Of(3)),
                (DocumentRole.Nothing, PartSet.Of(5)),
                (DocumentRole.Nothing, PartSet.Of(7)),
            ],
            said.Select(static s => (s.Role, s.Documents))
        );
        Assert.Equal([4, 4, 2, -1.5], said.Take(4).Select(static s => Math.Round(s.Loss, 9)));
    }

    [Fact]
    public async Task Two_documents_that_hurt_together() =>
        Assert.Equal(
            DocumentRole.Hurts,
            (await Describe(3, static m => m[0] && m[1] ? -1 : 0))[0].Role
        );

    [Fact]
    public async Task Partial_synergy_and_partial_redundancy_are_no_rules()
    {
        Assert.Equal(
            DocumentRole.Reinforce,
            (
                await Describe(
                    2,
                    static m => (m[0] ? 5 : 0) + (m[1] ? 5 : 0) + (m[0] && m[1] ? 4 : 0)
                )
            )[0].Role
        );
        Assert.Equal(
            DocumentRole.Overlap,
            (
                await Describe(
                    2,
                    static m => (m[0] ? 5 : 0) + (m[1] ? 5 : 0) - (m[0] && m[1] ? 2 : 0)
                )
            )[0].Role
        );
    }

    [Fact]
    public async Task A_constant_needs_nothing() =>
        Assert.All(
            await Describe(3, static _ => 7),
            static s => Assert.Equal(DocumentRole.Nothing, s.Role)
        );

    [Fact]
    public void An_effect_within_its_error_bar_is_not_claimed()
    {
        var spectrum = new Spectrum(
            2,
            [
                new SpectrumTerm(PartSet.Empty, 1, 0.01),
                new SpectrumTerm(PartSet.Of(0), -0.5, 0.01),
                new SpectrumTerm(PartSet.Of(1), -0.1, 0.08),
            ]
        );
        IReadOnlyList<DocumentStatement> said = DocumentSentences.Describe(spectrum, Names(2));
        Assert.Equal([DocumentRole.Carries, DocumentRole.Unclear], said.Select(static s => s.Role));
        Assert.Equal(0.16, said[1].StandardError!.Value, 9);
    }

    /// <summary>Names of documents and the unit of the value change no role: permuting and scaling commute with describing.</summary>
    [Fact]
    public async Task Order_and_unit_of_the_function_do_not_matter()
    {
        static double Mixed(Func<int, bool> m) =>
            (m(0) && m(3) ? 2 : 0) + (m(1) || m(2) ? 1 : 0) + (m(4) ? 0.5 : 0);
        int[] place = [3, 0, 4, 1, 2];
        IReadOnlyList<DocumentStatement> plain = await Describe(5, m => Mixed(i => m[i]));
        IReadOnlyList<DocumentStatement> moved = await Describe(
            5,
            m => 100 + 0.001 * Mixed(i => m[place[i]])
        );
        Assert.Equal(
            plain.Select(s =>
                (s.Role, PartSet.Of([.. s.Documents.Parts.ToArray().Select(i => place[i])]))
            ),
            moved.Select(static s => (s.Role, s.Documents))
        );
    }

    [Fact]
    public void The_loss_is_that_of_the_function()
    {
        var random = new SeededRandom(11);
        var spectrum = new Spectrum(
            5,
            Enumerable
                .Range(0, 32)
                .Select(bits => new SpectrumTerm(
                    PartSet.FromWords([(ulong)bits]),
                    random.NextDouble() - 0.5
                ))
        );
        var function = new DocumentFunction(spectrum);
        for (int bits = 0; bits < 32; bits++)
        {
            PartSet removed = PartSet.FromWords([(ulong)bits]);
            double expected = spectrum.Evaluate([31UL]) - spectrum.Evaluate([31UL & ~(ulong)bits]);
            Assert.Equal(expected, function.Loss(removed).Loss, 12);
            Assert.Equal(
                spectrum.Evaluate([31UL & ~(ulong)bits]),
                function.Without(removed.Parts),
                12
            );
        }
    }

    private static Part[] Names(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => new Part(i, $"{i + 1}"))];

    private static async Task<IReadOnlyList<DocumentStatement>> Describe(
        int count,
        Func<Mask, double> function
    )
    {
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = new ValueFunctions.DelegateValueFunction(count, function),
                Options = new ExplainOptions
                {
                    Method = new ExactMethod(),
                    Budget = 1 << count,
                    HeldOut = 0,
                },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        return DocumentSentences.Describe(result.Explanation.Outputs[0].Spectrum, Names(count));
    }
}
