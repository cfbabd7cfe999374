using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Models;
using Interplay.Onnx.Text;

namespace Interplay.Integration.Tests.Onnx;

public sealed class TextClassifierTests : IDisposable
{
    private readonly TextClassifier _classifier = TextClassifier.Load(ShippedModels.SentimentSmall);

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void LogOddsStayWhatTheyWere()
    {
        // Machines differ in their instructions, and so in the last bits: a tolerance, not bits.
        double[] expected = [-3.882, -2.968, -3.451, 1.524];
        double[] odds = Odds(
            "not bad",
            "The film is not bad",
            "The film is bad",
            "The film is good"
        );
        Assert.All(
            expected.Zip(odds),
            pair => Assert.Equal(pair.First, pair.Second, tolerance: 0.001)
        );
    }

    [Fact]
    public void KnowsPraiseFromBlame()
    {
        double[] odds = Odds([
            "A wonderful, moving film with superb acting.",
            "I loved every minute of it.",
            "A dull, stupid and boring mess.",
            "The worst movie I have ever seen.",
        ]);
        Assert.True(
            odds[0] > 1 && odds[1] > 1 && odds[2] < -1 && odds[3] < -1,
            string.Join(' ', odds)
        );
    }

    [Fact]
    public async Task AValueDoesNotDependOnItsBatchOrOnTheCores()
    {
        var lens = TextLens.Create(
            "The film is not good, but the acting - oddly - is not bad: a well-made, 8.5/10 surprise for naïve souls!"
        );
        MaskMatrix masks = UniformDesign.Draw(lens.Parts.Count, 200, new SeededRandom(5));
        var together = new double[masks.RowCount];
        await Value(_classifier, lens, masks, together);

        using var oneCore = TextClassifier.Load(
            ShippedModels.SentimentSmall,
            new TextClassifierOptions { Cores = 1 }
        );
        using var manyCores = TextClassifier.Load(
            ShippedModels.SentimentSmall,
            new TextClassifierOptions { Cores = 7 }
        );
        var alone = new double[1];
        var values = new double[masks.RowCount];
        await Value(oneCore, lens, masks, values);
        Assert.Equal(together, values);
        await Value(manyCores, lens, masks, values);
        Assert.Equal(together, values);
        for (int row = 0; row < masks.RowCount; row++)
        {
            await Value(_classifier, lens, masks.Slice(row, 1), alone);
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(together[row]),
                BitConverter.DoubleToInt64Bits(alone[0])
            );
        }

        int[] shuffled = new SeededRandom(6).Permutation(masks.RowCount);
        await Value(_classifier, lens, masks.Select(shuffled), values);
        Assert.Equal(shuffled.Select(row => together[row]), values);
    }

    [Fact]
    public void LongTextsDoNotDependOnTheirBatchEither()
    {
        var random = new SeededRandom(9);
        string[] words =
        [
            "film",
            "good",
            "bad",
            "not",
            "acting",
            "the",
            "is",
            "plot",
            "very",
            "dull",
        ];
        string[] texts =
        [
            .. from length in new[] { 1, 2, 6, 30, 31, 100, 128, 254 }
            from copy in Enumerable.Range(0, 5)
            select string.Join(
                ' ',
                Enumerable.Range(0, length).Select(_ => words[random.NextInt(words.Length)])
            ),
        ];
        Assert.Equal(texts.Select(text => Odds([text])[0]), Odds(texts));
    }

    [Fact]
    public void EqualTextsHaveOneValueAndNoTextsNone()
    {
        Assert.Empty(Odds([]));
        double[] odds = Odds(["good", "bad", "good", ""]);
        Assert.Equal(odds[0], odds[2]);
        Assert.True(double.IsFinite(odds[3]));
    }

    [Fact]
    public void ATextThatIsTooLongIsRefusedWithItsTokenCount()
    {
        string text = string.Concat(Enumerable.Repeat("film ", 255));
        Assert.Equal(257, _classifier.CountTokens(text));
        AssertError("too-many-tokens", () => Odds(["good", text]), "257");
        AssertError(
            "too-many-tokens",
            () => _ = new TextClassifierValueFunction(_classifier, TextLens.Create(text)),
            "257"
        );
        Assert.Single(Odds([string.Concat(Enumerable.Repeat("film ", 254))]));
    }

    [Fact]
    public void FingerprintsFollowModelTextAndOutput()
    {
        using var cores = TextClassifier.Load(
            ShippedModels.SentimentSmall,
            new TextClassifierOptions { Cores = 3 }
        );
        Assert.Equal(_classifier.Fingerprint, cores.Fingerprint);
        string[] all =
        [
            Of("good film", "positive"),
            Of("bad film", "positive"),
            Of("good film", "other"),
        ];
        Assert.Equal(3, all.Distinct().Count());
        Assert.Equal(all[0], Of("good film", "positive"));

        string Of(string text, string output) =>
            new TextClassifierValueFunction(_classifier, TextLens.Create(text), output).Fingerprint;
    }

    [Fact]
    public async Task CanBeCancelled()
    {
        var lens = TextLens.Create("a good film");
        var masks = MaskMatrix.From([Mask.Full(3)]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await new TextClassifierValueFunction(_classifier, lens).EvaluateAsync(
                masks,
                new double[1],
                new CancellationToken(true)
            )
        );
    }

    [Fact]
    public async Task MasksAndValuesMustFit()
    {
        var function = new TextClassifierValueFunction(_classifier, TextLens.Create("a good film"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await function.EvaluateAsync(
                MaskMatrix.From([Mask.Full(4)]),
                new double[1],
                TestContext.Current.CancellationToken
            )
        );
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await function.EvaluateAsync(
                MaskMatrix.From([Mask.Full(3)]),
                new double[2],
                TestContext.Current.CancellationToken
            )
        );
    }

    [Theory]
    [InlineData("sentiment", 0.903)]
    [InlineData("sentiment-small", 0.803)]
    public void ClassifiesSst2AsItsCardSays(string model, double said)
    {
        using var classifier = TextClassifier.Load(ShippedModels.Find(model));
        (string Text, bool Positive)[] sentences = [.. Sst2.TestSentences()];
        double[] odds = classifier.LogOdds(
            [.. sentences.Select(sentence => sentence.Text)],
            TestContext.Current.CancellationToken
        );
        double accuracy = sentences
            .Zip(odds, (sentence, value) => (value > 0) == sentence.Positive)
            .Average(right => right ? 1.0 : 0.0);
        TestContext.Current.SendDiagnosticMessage(
            $"SST-2 test: accuracy {accuracy:F4} on {sentences.Length} sentences"
        );
        Assert.InRange(accuracy, said - 0.005, said + 0.005);
    }

    [Fact]
    public void TheDefaultModelReadsNegation()
    {
        using var classifier = TextClassifier.Load(ShippedModels.Sentiment);
        (string Praise, string Blame)[] pairs =
        [
            ("The film is not bad", "The film is bad"),
            ("The film is good", "The film is not good"),
            ("never boring", "boring"),
            ("The acting is not bad at all", "The acting is bad"),
        ];
        Assert.All(
            pairs,
            pair =>
            {
                double[] odds = classifier.LogOdds(
                    [pair.Praise, pair.Blame],
                    TestContext.Current.CancellationToken
                );
                Assert.True(odds[0] > 0 && odds[1] < 0, $"{pair}: {odds[0]:F2} and {odds[1]:F2}.");
            }
        );
    }

    [Fact]
    public async Task AnElevenWordSentenceIsExplainedExhaustively()
    {
        var lens = TextLens.Create("The film is not good but the acting is not bad");
        Assert.Equal(11, lens.Parts.Count);
        var masks = MaskMatrix.Create(2048, 11, (row, words) => words[0] = (ulong)row);
        var values = new double[2048];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Value(_classifier, lens, masks, values);
        TestContext.Current.SendDiagnosticMessage(
            $"2,048 ablations in {watch.Elapsed.TotalSeconds:F2} s: {2048 / watch.Elapsed.TotalSeconds:F0} a second"
        );
        Assert.All(values, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(Odds(["The film is not good but the acting is not bad"])[0], values[2047]);
        // {not, bad} flips a little of what "bad" says: both pairs are positive, as the model card states.
        Assert.True(Fourier(values, 1 << 9 | 1 << 10) > 0.1);
        Assert.True(Fourier(values, 1 << 3 | 1 << 10) > 0.1);
        Assert.True(Fourier(values, 1 << 10) > 1);
    }

    [Theory]
    [InlineData(null, "model-not-found", ErrorKind.Missing)]
    [InlineData("not a model", "model-unreadable", ErrorKind.Data)]
    [InlineData("", "model-unreadable", ErrorKind.Data)]
    public void BrokenModelsHaveNames(string? content, string name, ErrorKind kind)
    {
        using var folder = new ModelFolder(
            content is null ? null : System.Text.Encoding.UTF8.GetBytes(content)
        );
        var error = Assert.Throws<InterplayException>(() => TextClassifier.Load(folder.Path));
        Assert.Equal((name, kind), (error.Name, error.Kind));
    }

    [Fact]
    public void ATruncatedModelIsUnreadable()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(ShippedModels.SentimentSmall, "model.onnx"));
        using var folder = new ModelFolder(whole[..(whole.Length / 2)]);
        AssertError("model-unreadable", () => TextClassifier.Load(folder.Path), "model.onnx");
    }

    [Fact]
    public void AModelOfAnotherKindIsNotATextClassifier()
    {
        using var folder = new ModelFolder(ModelFolder.Identity());
        AssertError(
            "model-not-a-text-classifier",
            () => TextClassifier.Load(folder.Path),
            "pixels"
        );
    }

    [Fact]
    public void AMissingOrBrokenVocabularyHasAName()
    {
        using var folder = new ModelFolder(ModelFolder.Identity());
        File.WriteAllText(Path.Combine(folder.Path, "vocab.txt"), "only\nwords\n");
        AssertError("vocabulary-unreadable", () => TextClassifier.Load(folder.Path), "[MASK]");
        File.Delete(Path.Combine(folder.Path, "vocab.txt"));
        AssertError("model-not-found", () => TextClassifier.Load(folder.Path), "vocab.txt");
    }

    [Fact]
    public void OptionsAreChecked()
    {
        AssertError(
            "classifier-options-malformed",
            () => TextClassifier.Load(ShippedModels.SentimentSmall, new() { Cores = 0 }),
            "0 cores"
        );
        AssertError(
            "classifier-options-malformed",
            () => TextClassifier.Load(ShippedModels.SentimentSmall, new() { MaxTokens = 2 }),
            "2 tokens"
        );
    }

    private double[] Odds(params string[] texts) =>
        _classifier.LogOdds(texts, TestContext.Current.CancellationToken);

    private static ValueTask Value(
        TextClassifier classifier,
        TextLens lens,
        MaskMatrix masks,
        double[] values
    ) =>
        new TextClassifierValueFunction(classifier, lens).EvaluateAsync(
            masks,
            values,
            TestContext.Current.CancellationToken
        );

    private static double Fourier(double[] values, int set) =>
        values
            .Select(
                (value, mask) =>
                    int.IsEvenInteger(System.Numerics.BitOperations.PopCount((uint)(mask & set)))
                        ? value
                        : -value
            )
            .Average();

    private static void AssertError(string name, Action act, string quoted)
    {
        var error = Assert.Throws<InterplayException>(act);
        Assert.Equal(name, error.Name);
        Assert.Contains(quoted, error.Message);
    }
}
