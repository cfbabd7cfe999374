using Interplay.Lenses;
using Interplay.Lenses.Text;
using Interplay.Masks;

namespace Interplay.Tests.Lenses.Text;

public sealed class TextLensTests
{
    [Theory]
    [InlineData("It's a well-made film, really.", "It's|a|well-made|film,|really.")]
    [InlineData("I give it 8.5/10, or 1,000 stars!", "I|give|it|8.5/10,|or|1,000|stars!")]
    [InlineData("no movement , no yuks", "no|movement ,|no|yuks")]
    [InlineData("He said ( quietly ) \"no\"", "He|said|( quietly )|\"no\"")]
    [InlineData("good—but bad... really", "good—|but|bad...|really")]
    [InlineData("good--but 1990–2000 wait...what", "good--|but|1990–2000|wait...|what")]
    [InlineData("- one\n- two", "- one|- two")]
    [InlineData("a\n---\nb", "a|---|b")]
    [InlineData("这部电影，不好。", "这|部|电|影，|不|好。")]
    [InlineData("「映画」は good", "「映|画」|は|good")]
    [InlineData("cafe\u0301 nai\u0308ve 😀👍 end", "cafe\u0301|nai\u0308ve|😀👍|end")]
    [InlineData("\u845B\uDB40\uDD00\u845B", "\u845B\uDB40\uDD00|\u845B")]
    [InlineData("\uD840\uDC00\uD840\uDC01", "\uD840\uDC00|\uD840\uDC01")]
    [InlineData("lone \uD800 end", "lone|\uD800|end")]
    [InlineData("non\u00A0breaking\u3000space", "non|breaking|space")]
    [InlineData("?! yes no", "?! yes|no")]
    [InlineData("a ( ( b", "a|( ( b")]
    public void CutsWords(string text, string parts) => AssertParts(text, TextUnit.Word, parts);

    [Theory]
    [InlineData("Mr. Smith went. He came back!", "Mr. Smith went.|He came back!")]
    [InlineData("Try e.g. Paris. It is 8.5. Yes", "Try e.g. Paris.|It is 8.5.|Yes")]
    [InlineData("J. R. Smith won. So do I. Then", "J. R. Smith won.|So do I.|Then")]
    [InlineData("\"Why?\" he asked. \"No!\" She left.", "\"Why?\" he asked.|\"No!\"|She left.")]
    [InlineData("Well... maybe. (Never.) End", "Well... maybe.|(Never.)|End")]
    [InlineData("不好。很好！好", "不好。|很好！|好")]
    [InlineData("A title\n\nthen text.", "A title|then text.")]
    [InlineData("wrapped\nline. 3 more?", "wrapped\nline.|3 more?")]
    [InlineData(
        "Bought by Acme Inc. Then sold, etc. and so on.",
        "Bought by Acme Inc.|Then sold, etc. and so on."
    )]
    public void CutsSentences(string text, string parts) =>
        AssertParts(text, TextUnit.Sentence, parts);

    [Fact]
    public void CutsLinesAndParagraphs()
    {
        const string Text = "  one\r\n  two\r\n \t\r\nthree \n";
        AssertParts(Text, TextUnit.Line, "one|two|three");
        AssertParts(Text, TextUnit.Paragraph, "one\r\n  two|three");
    }

    [Fact]
    public void CutsByPatternAndLeavesTheRest()
    {
        var lens = TextLens.Create(
            "not good, but not bad",
            new TextLensOptions { Unit = TextUnit.Pattern, Pattern = "not|good|bad" }
        );
        Assert.Equal(["not", "good", "not", "bad"], lens.Parts.Select(part => part.Text));
        Assert.Equal("good, but bad", lens.Ablate(Mask.Parse("0101")));
        Assert.Equal(", but", lens.Ablate(Mask.Parse("0000")));
    }

    [Theory]
    [InlineData("The film is good.", "0111", "film is good.")]
    [InlineData("The film is good.", "1010", "The is")]
    [InlineData("The  film\nis good.", "1011", "The\nis good.")]
    [InlineData("one two\n\nthree four", "1001", "one\n\nfour")]
    [InlineData("good—but bad", "101", "good— bad")]
    [InlineData(" a b ", "11", " a b ")]
    [InlineData(" a b ", "01", "b ")]
    [InlineData(" a b ", "10", " a")]
    [InlineData("a b c", "000", "")]
    [InlineData("这部电影", "1001", "这影")]
    public void RemovalClosesTheGap(string text, string mask, string expected) =>
        Assert.Equal(expected, TextLens.Create(text).Ablate(Mask.Parse(mask)));

    [Theory]
    [InlineData("011", "  two\nthree\n")]
    [InlineData("101", " one\nthree\n")]
    [InlineData("110", " one\n  two")]
    public void RemovedLinesKeepIndentation(string mask, string expected) =>
        Assert.Equal(
            expected,
            TextLens
                .Create(" one\n  two\nthree\n", new TextLensOptions { Unit = TextUnit.Line })
                .Ablate(Mask.Parse(mask))
        );

    [Fact]
    public void MaskTokensStandForWords()
    {
        var word = new TextLensOptions { Ablation = TextAblation.MaskToken };
        Assert.Equal(
            "no [MASK] [MASK] yuks",
            TextLens.Create("no movement , no yuks", word).Ablate(Mask.Parse("1001"))
        );
        Assert.Equal(
            "[MASK] [MASK] Yes.",
            TextLens
                .Create("Not good. Yes.", word with { Unit = TextUnit.Sentence })
                .Ablate(Mask.Parse("01"))
        );
        Assert.Equal(
            "[MASK] [MASK]好。",
            TextLens
                .Create("不好。好。", word with { Unit = TextUnit.Sentence })
                .Ablate(Mask.Parse("01"))
        );
    }

    [Fact]
    public void ReplacementStandsForTheWholePart()
    {
        var options = new TextLensOptions
        {
            Unit = TextUnit.Sentence,
            Ablation = TextAblation.Replace,
            Replacement = "(cut)",
        };
        Assert.Equal(
            "(cut)  Yes.",
            TextLens.Create("Not good.  Yes.", options).Ablate(Mask.Parse("01"))
        );
        options = options with { Unit = TextUnit.Word, Replacement = "" };
        Assert.Equal(" film", TextLens.Create("The film", options).Ablate(Mask.Parse("01")));
    }

    [Theory]
    [InlineData("", "empty-text")]
    [InlineData(" \n\t", "empty-text")]
    [InlineData("one", "too-few-parts")]
    [InlineData("?!", "too-few-parts")]
    public void RefusesTextsWithoutParts(string text, string name) =>
        AssertError(name, text, new());

    [Fact]
    public void RefusesTooLongTexts() =>
        AssertError("text-too-long", new string('a', TextLens.MaxLength + 1), new());

    [Theory]
    [InlineData("(", "pattern-malformed")]
    [InlineData("(?=a)b", "pattern-malformed")]
    [InlineData(@"(a)\1", "pattern-malformed")]
    [InlineData("x*", "too-few-parts")]
    [InlineData(null, "text-options-malformed")]
    public void RefusesPatterns(string? pattern, string name) =>
        AssertError(name, "some text", new() { Unit = TextUnit.Pattern, Pattern = pattern });

    [Fact]
    public void RefusesContradictions()
    {
        AssertError("text-options-malformed", "a b", new() { Pattern = "a" });
        AssertError("text-options-malformed", "a b", new() { MaskToken = "" });
        AssertError("text-options-malformed", "a b", new() { Unit = (TextUnit)99 });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            TextLens.Create("a b").Ablate(Mask.Full(3))
        );
    }

    [Fact]
    public void AHostilePatternStaysLinear()
    {
        string text = new string('a', 50_000) + "!";
        AssertError("too-few-parts", text, new() { Unit = TextUnit.Pattern, Pattern = "(a+)+$" });
    }

    [Fact]
    public void FingerprintsTellWhatMatters()
    {
        string[] texts = ["a b", "a  b"];
        TextLensOptions[] options =
        [
            new(),
            new() { Unit = TextUnit.Pattern, Pattern = "a|b" },
            new() { Ablation = TextAblation.MaskToken },
            new() { Ablation = TextAblation.MaskToken, MaskToken = "_" },
            new() { Ablation = TextAblation.Replace },
        ];
        string[] all =
        [
            .. from text in texts
            from option in options
            select TextLens.Create(text, option).Fingerprint,
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], TextLens.Create("a b").Fingerprint);
        Assert.Equal(
            all[0],
            TextLens
                .Create("a b", new() { MaskToken = "unused", Replacement = "unused" })
                .Fingerprint
        );
        // Python: sha256 over (int32 length, UTF-16 units) of text-lens/1, Word, "", Remove, "", "", "a b".
        Assert.Equal("5db5916e5e7210c74ca8e4545d80ea7352f3507ae4e3ab8c87a13d929599cff8", all[0]);
    }

    private static void AssertParts(string text, TextUnit unit, string expected)
    {
        var lens = TextLens.Create(text, new TextLensOptions { Unit = unit });
        Assert.Equal(expected, string.Join('|', lens.Parts.Select(part => part.Text)));
    }

    private static void AssertError(string name, string text, TextLensOptions options)
    {
        var error = Assert.Throws<InterplayException>(() => TextLens.Create(text, options));
        Assert.Equal(name, error.Name);
        Assert.Equal(ErrorKind.Request, error.Kind);
    }
}
