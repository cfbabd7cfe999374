using CsCheck;
using Interplay.Lenses;
using Interplay.Lenses.Text;
using Interplay.Masks;

namespace Interplay.Tests.Laws;

/// <summary>What holds for every text, unit and mask.</summary>
public sealed class TextLensLaws
{
    private static readonly string[] Pieces =
    [
        "a",
        "Film",
        "not",
        "it's",
        "8.5/10",
        "Mr.",
        "e.g.",
        "Yes.",
        "no?",
        "...",
        "—",
        "--",
        "(",
        ")",
        "“",
        "”",
        ",",
        "-",
        "电",
        "影。",
        "「",
        "か",
        "😀",
        "e\u0301",
        "\u0301",
        "\u200D",
        "\uD800",
        "*",
        "...\n",
        " ",
        " ",
        " ",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        "\u00A0",
        "\n  ",
    ];

    private static readonly Gen<string> Texts = OneOf(Pieces).Array[0, 40].Select(string.Concat);

    private static readonly Gen<TextLensOptions> AllOptions = Gen.Select(
        OneOf(
            TextUnit.Word,
            TextUnit.Sentence,
            TextUnit.Line,
            TextUnit.Paragraph,
            TextUnit.Pattern
        ),
        OneOf(TextAblation.Remove, TextAblation.MaskToken, TextAblation.Replace),
        (unit, ablation) =>
            new TextLensOptions
            {
                Unit = unit,
                Ablation = ablation,
                Pattern = unit == TextUnit.Pattern ? "[A-Za-z]+|\\s" : null,
            }
    );

    [Fact]
    public void TheFullMaskGivesTheTextBack() =>
        Sample((lens, _) => Assert.Equal(lens.Text, lens.Ablate(Mask.Full(lens.Parts.Count))));

    [Fact]
    public void PartsAreDisjointOrderedAndCoverEverythingButSpace() =>
        Sample(
            (lens, _) =>
            {
                int end = 0;
                for (int i = 0; i < lens.Parts.Count; i++)
                {
                    Interplay.Lenses.Part part = lens.Parts[i];
                    Assert.Equal(i, part.Index);
                    (int start, int length) = (part.Start!.Value, part.Length!.Value);
                    Assert.True(start >= end && length > 0);
                    Assert.Equal(lens.Text.Substring(start, length), part.Text);
                    AssertBlank(lens, lens.Text[end..start]);
                    end = start + length;
                }

                AssertBlank(lens, lens.Text[end..]);
            }
        );

    [Fact]
    public void NoPartCutsASurrogatePairOrACombiningMark() =>
        Sample(
            (lens, _) =>
            {
                if (lens.Options.Unit != TextUnit.Pattern)
                {
                    Assert.All(
                        lens.Parts,
                        part =>
                            Assert.False(
                                part.Start > 0
                                    && !char.IsWhiteSpace(lens.Text[part.Start.Value - 1])
                                    && part.Text[0] is '\u0301' or '\uDE00'
                            )
                    );
                }
            }
        );

    [Fact]
    public void WhatRemovalLeavesReadsAsTheKeptParts() =>
        Sample(
            (lens, kept) =>
            {
                if (
                    lens.Options
                    is not {
                        Ablation: TextAblation.Remove,
                        Unit: TextUnit.Line or TextUnit.Paragraph
                    }
                )
                {
                    return;
                }

                string[] expected =
                [
                    .. lens.Parts.Where(part => kept[part.Index]).Select(part => part.Text),
                ];
                if (expected.Length >= 2)
                {
                    var again = TextLens.Create(lens.Ablate(kept), lens.Options);
                    Assert.Equal(expected, again.Parts.Select(part => part.Text));
                }
            }
        );

    [Theory]
    [InlineData(
        TextUnit.Word,
        "good",
        "bad,",
        "it's",
        "8.5/10",
        "(so",
        "far)",
        "well-made",
        "电",
        "end."
    )]
    [InlineData(
        TextUnit.Sentence,
        "Mr. Smith won.",
        "Why?",
        "\"No!\"",
        "It is 8.5, e.g. now.",
        "So..."
    )]
    public void OrdinaryTextIsCutAlikeAfterRemoval(TextUnit unit, params string[] pieces) =>
        Gen.Select(OneOf(pieces).Array[3, 12], OneOf(" ", "  ", "\n", "\n\n").Array[12], Gen.ULong)
            .Sample(
                (words, gaps, bits) =>
                {
                    string text = string.Concat(words.Zip(gaps, (word, gap) => word + gap));
                    var lens = TextLens.Create(text, new TextLensOptions { Unit = unit });
                    int[] kept =
                    [
                        .. lens.Parts.Select(part => part.Index).Where(i => (bits >> i & 1) != 0),
                    ];
                    if (kept.Length >= 2)
                    {
                        var again = TextLens.Create(
                            lens.Ablate(Mask.Keeping(lens.Parts.Count, kept)),
                            lens.Options
                        );
                        Assert.Equal(
                            kept.Select(i => lens.Parts[i].Text),
                            again.Parts.Select(part => part.Text)
                        );
                    }
                },
                threads: 1
            );

    [Fact]
    public void RemovalKeepsExactlyTheCharactersOfTheKeptParts() =>
        Sample(
            (lens, kept) =>
            {
                if (lens.Options is { Ablation: TextAblation.Remove, Unit: not TextUnit.Pattern })
                {
                    Assert.Equal(
                        Solid(
                            string.Concat(
                                lens.Parts.Where(part => kept[part.Index]).Select(part => part.Text)
                            )
                        ),
                        Solid(lens.Ablate(kept))
                    );
                }
            }
        );

    [Fact]
    public void RemovalNeverAddsSpaceAndNeverGluesWhatSpaceSeparated() =>
        Sample(
            (lens, kept) =>
            {
                if (
                    lens.Options
                    is not { Ablation: TextAblation.Remove, Unit: not TextUnit.Pattern }
                )
                {
                    return;
                }

                string ablated = lens.Ablate(kept);
                Assert.True(ablated.Length <= lens.Text.Length);
                int at = 0;
                int last = -1;
                foreach (Interplay.Lenses.Part part in lens.Parts.Where(part => kept[part.Index]))
                {
                    int next = ablated.IndexOf(part.Text, at, StringComparison.Ordinal);
                    Assert.True(next >= at);
                    bool wasApart =
                        last >= 0
                        && Enumerable
                            .Range(last, part.Index - last)
                            .Any(i =>
                                lens.Parts[i].Start + lens.Parts[i].Length < lens.Parts[i + 1].Start
                            );
                    Assert.False(wasApart && next == at);
                    at = next + part.Text.Length;
                    last = part.Index;
                }
            }
        );

    [Fact]
    public void SubstitutesLeaveTheSpacingAlone() =>
        Sample(
            (lens, kept) =>
            {
                if (lens.Options.Ablation != TextAblation.Replace)
                {
                    return;
                }

                var expected = new System.Text.StringBuilder(lens.Text);
                foreach (
                    Interplay.Lenses.Part part in lens
                        .Parts.Reverse()
                        .Where(part => !kept[part.Index])
                )
                {
                    expected
                        .Remove(part.Start!.Value, part.Length!.Value)
                        .Insert(part.Start.Value, lens.Options.Replacement);
                }

                Assert.Equal(expected.ToString(), lens.Ablate(kept));
            }
        );

    private static Gen<T> OneOf<T>(params T[] values) =>
        Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Sample(Action<TextLens, Mask> law) =>
        Gen.Select(Texts, AllOptions, Gen.ULong)
            .Sample(
                (text, options, bits) =>
                {
                    if (TryCreate(text, options) is { } lens)
                    {
                        int count = lens.Parts.Count;
                        law(
                            lens,
                            Mask.Keeping(
                                count,
                                [
                                    .. Enumerable
                                        .Range(0, count)
                                        .Where(i => (bits >> (i & 63) & 1) != 0),
                                ]
                            )
                        );
                    }
                },
                iter: 4000,
                threads: 1
            );

    private static TextLens? TryCreate(string text, TextLensOptions options)
    {
        try
        {
            return TextLens.Create(text, options);
        }
        catch (InterplayException e) when (e.Name is "empty-text" or "too-few-parts")
        {
            return null;
        }
    }

    private static void AssertBlank(TextLens lens, string gap) =>
        Assert.True(lens.Options.Unit == TextUnit.Pattern || string.IsNullOrWhiteSpace(gap), gap);

    private static string Solid(string text) =>
        string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
