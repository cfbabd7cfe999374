using Interplay.Masks;
using Interplay.Models;
using Interplay.Onnx.Tokens;

namespace Interplay.Integration.Tests.Onnx;

/// <summary>What is read without the tokenizers library, on systems for which it brings nothing, against what the library reads.</summary>
public sealed class PlainTokenizerTests
{
    private static readonly InterplayException Unavailable = new(
        ErrorKind.Missing,
        "tokenizer-unavailable",
        "There is none for this system."
    );

    [Fact]
    public void Plain_texts_have_the_tokens_of_the_library()
    {
        using TextTokenizer library = FolderTokenizer.Find(ShippedModels.Sentiment)!;
        using TextTokenizer plain = Plain();
        Assert.IsType<FolderTokenizer>(library);
        Assert.Equal(library.Fingerprint, plain.Fingerprint);
        Assert.Equal(library.MaskToken, plain.MaskToken);
        Assert.Equal(library.MaxTokens, plain.MaxTokens);
        Assert.Equal(library.Padding, plain.Padding);
        ulong seed = (ulong)Environment.TickCount64;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new SeededRandom(seed);
        string[] words =
        [
            "not",
            "BAD",
            "un",
            "[MASK]",
            "[mask]",
            "can't",
            "3.5",
            "e-mail",
            "...",
            "]",
            "[",
            "x1",
            "antidisestablishmentarianism",
        ];
        for (int i = 0; i < 500; i++)
        {
            string text = string.Concat(
                Enumerable
                    .Range(0, 1 + random.NextInt(29))
                    .Select(_ =>
                        random.NextInt(3) == 0
                            ? words[random.NextInt(words.Length)]
                            : ((char)(' ' + random.NextInt(127 - ' '))).ToString()
                    )
            );
            if (PlainTokenizer.IsKnown(text))
            {
                Assert.True(
                    library.Read(text).SequenceEqual(plain.Read(text)),
                    $"'{text}', seed {seed}: {string.Join(' ', library.Read(text))}, plain {string.Join(' ', plain.Read(text))}"
                );
            }
        }
    }

    [Theory]
    [InlineData("café")]
    [InlineData("a 映画")]
    [InlineData("typed [SEP] here")]
    [InlineData("a\u0001b")]
    public void Other_texts_are_refused(string text)
    {
        using TextTokenizer plain = Plain();
        Assert.Equal(
            Unavailable.Name,
            Assert.Throws<InterplayException>(() => plain.ReadPiece(text)).Name
        );
    }

    [Fact]
    public void Words_that_are_too_long_for_BERT_are_refused()
    {
        using TextTokenizer plain = Plain();
        Assert.NotEmpty(plain.ReadPiece(new string('a', 100)));
        Assert.Throws<InterplayException>(() => plain.ReadPiece(new string('a', 101)));
    }

    private static PlainTokenizer Plain()
    {
        var files = TokenizerFiles.Read(ShippedModels.Sentiment);
        return PlainTokenizer.Find(files, TokenizerSettings.Read(files), Unavailable)!;
    }
}
