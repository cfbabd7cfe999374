using Interplay.Models;
using Interplay.Onnx.Tokens;

namespace Interplay.Integration.Tests.Onnx;

public sealed class TokenizerTests
{
    private static readonly WordPieceReader Reader = WordPieceReader.Create(
        File.ReadAllBytes(Path.Combine(ShippedModels.SentimentSmall, "vocab.txt"))
    );

    [Theory]
    [InlineData("The film is not good but the acting is not bad.")]
    [InlineData("It's a well-made film -- don't miss it!!! 8.5/10, 1,000%")]
    [InlineData("naïve café Ünïcode Æon ß ø, “quoted” ‘words’… — – •½²")]
    [InlineData("电影 不好。 映画は「良い」 кино 영화 ภาพยนตร์")]
    [InlineData("😀 great😀 👍🏽👍 e\u0301 n\u0303")]
    [InlineData("$5 + 3 = 8 <b> a_b a|b ~ ^ ` @you #tag \\ {x} [y]")]
    [InlineData("tab\there\r\nline\u00A0nbsp\u3000wide\u2028sep")]
    [InlineData("antidisestablishmentarianism zzzzqqqqxxxx 0123456789012345678901234567890")]
    [InlineData("")]
    public void GivesTheTrainingIds(string text) =>
        Assert.Equal(new TrainingTokens().Read(text), Reader.Read(text));

    [Fact]
    public void GivesTheTrainingIdsOnSst2()
    {
        var training = new TrainingTokens();
        foreach ((string text, _) in Sst2.TestSentences())
        {
            Assert.Equal(training.Read(text), Reader.Read(text));
        }
    }

    /// <summary>Written by models/sentiment-small/train/golden_ids.py with prepare.py itself.</summary>
    [Fact]
    public void GivesTheIdsThatPythonGave()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Onnx", "training-ids.jsonl");
        int checkedTexts = 0;
        foreach (string line in File.ReadLines(path))
        {
            using var pair = System.Text.Json.JsonDocument.Parse(line);
            string text = pair.RootElement[0].GetString()!;
            int[] ids = [.. pair.RootElement[1].EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal([2, .. ids, 3], Reader.Read(text));
            checkedTexts++;
        }

        Assert.True(checkedTexts > 100);
    }

    [Fact]
    public void EveryCharacterInAWordGivesTheTrainingIds()
    {
        var training = new TrainingTokens();
        var differ = new List<string>();
        for (int c = 1; c < 0xD800; c++)
        {
            string text = $"fil{(char)c}m";
            if (!training.Read(text).SequenceEqual(Reader.Read(text)))
            {
                differ.Add($"U+{c:X4}");
            }
        }

        Assert.Empty(differ);
    }

    [Fact]
    public void OtherSpecialTokensArePlainText() =>
        Assert.DoesNotContain(3, Reader.Read("[SEP] [mask]")[..^1]);

    [Fact]
    public void LongWordsAreReadInLinearTime() =>
        Assert.Equal(1_000_002, Reader.Read(new string('q', 1_000_000)).Length);

    [Fact]
    public void MaskTokensBecomeId4()
    {
        int[] ids = Reader.Read("[MASK] film, [MASK]! [MASK][MASK] é[MASK]");
        Assert.Equal(5, ids.Count(id => id == 4));
        Assert.Equal(4, ids[1]);
    }
}
