using System.Text.Json;
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Onnx.Text;

namespace Interplay.Integration.Tests.Onnx;

/// <summary>Folders as people export them: tokens by software of others, values by PyTorch (tests/data/text-models/make).</summary>
public sealed class TextFolderTests
{
    private static readonly string Root = Repository.Data("text-models");

    public static TheoryData<string> Classifiers => Folders(isEncoder: false);

    public static TheoryData<string> Encoders => Folders(isEncoder: true);

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void TokensLabelsAndValuesAreThoseOfTheFolder(string name)
    {
        string folder = Path.Combine(Root, name);
        using var golden = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(folder, "golden.json"))
        );
        using var classifier = TextClassifier.Load(folder);
        string[] labels =
        [
            .. golden
                .RootElement.GetProperty("labels")
                .EnumerateArray()
                .Select(l => l.GetString()!),
        ];
        Assert.Equal(labels, classifier.Labels);
        JsonElement[] texts = [.. golden.RootElement.GetProperty("texts").EnumerateArray()];
        string[] read = [.. texts.Select(text => text.GetProperty("text").GetString()!)];
        for (int i = 0; i < read.Length; i++)
        {
            int[] ids =
            [
                .. texts[i].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()),
            ];
            Assert.True(
                ids.SequenceEqual(classifier.Tokenizer.Read(read[i])),
                $"'{read[i]}': expected {string.Join(' ', ids)}, found {string.Join(' ', classifier.Tokenizer.Read(read[i]))}"
            );
        }

        double tolerance = golden.RootElement.GetProperty("tolerance").GetDouble();
        double[] values = classifier.Values(read, labels, TestContext.Current.CancellationToken);
        for (int i = 0; i < read.Length; i++)
        {
            double[] expected =
            [
                .. texts[i]
                    .GetProperty("values")
                    .EnumerateArray()
                    .Select(value => value.GetDouble()),
            ];
            double[] found = values[(i * labels.Length)..((i + 1) * labels.Length)];
            double furthest = expected.Zip(found, (e, f) => Math.Abs(e - f)).Max();
            Assert.True(
                furthest <= tolerance,
                $"'{read[i]}': {furthest:G3} from {string.Join(' ', expected)}, found {string.Join(' ', found)}"
            );
        }
    }

    [Theory]
    [InlineData("bert-types")]
    [InlineData("roberta")]
    [InlineData("roberta-files-multi")]
    [InlineData("cased-regression")]
    [InlineData("unigram-77")]
    public void PairsOfTextsAreReadAsTheFolderSays(string name)
    {
        string folder = Path.Combine(Root, name);
        using var golden = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(folder, "golden.json"))
        );
        string second = golden.RootElement.GetProperty("texts")[0].GetProperty("text").GetString()!;
        using var classifier = TextClassifier.Load(
            folder,
            new TextClassifierOptions { Second = second }
        );
        JsonElement[] pairs = [.. golden.RootElement.GetProperty("pairs").EnumerateArray()];
        Assert.True(pairs.Length > 9);
        foreach (JsonElement pair in pairs)
        {
            string text = pair.GetProperty("text").GetString()!;
            Assert.Equal(
                pair.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()),
                classifier.Tokenizer.Read(text)
            );
            double[] expected =
            [
                .. pair.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()),
            ];
            Assert.All(
                expected.Zip(Values(classifier, [text])),
                values => Assert.Equal(values.First, values.Second, 1e-4)
            );
        }

        using var alone = TextClassifier.Load(folder);
        Assert.NotEqual(alone.Fingerprint, classifier.Fingerprint);
    }

    [Fact]
    public void PairsThatAFolderDoesNotKnowAreRefused() =>
        AssertError(
            "tokenizer-unsupported",
            () =>
                TextClassifier
                    .Load(ShippedModels.SentimentSmall, new TextClassifierOptions { Second = "a" })
                    .Dispose(),
            "no pairs"
        );

    [Theory]
    [MemberData(nameof(Encoders))]
    public async Task SimilaritiesAreThoseOfTheFolder(string name)
    {
        string folder = Path.Combine(Root, name);
        using var golden = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(folder, "golden.json"))
        );
        using var encoder = SentenceEncoder.Load(folder);
        JsonElement[] texts = [.. golden.RootElement.GetProperty("texts").EnumerateArray()];
        string first = texts[0].GetProperty("text").GetString()!;
        foreach (JsonElement text in texts)
        {
            double[][] vectors = encoder.Embed(
                [first, text.GetProperty("text").GetString()!],
                TestContext.Current.CancellationToken
            );
            double expected = text.GetProperty("similarity").GetDouble();
            Assert.Equal(
                expected,
                System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<double>(
                    vectors[0],
                    vectors[1]
                ),
                1e-4
            );
            if (text.GetProperty("text").GetString()!.Split(' ') is not [_, _, ..])
            {
                continue;
            }

            var function = new TextSimilarityValueFunction(
                encoder,
                TextLens.Create(text.GetProperty("text").GetString()!),
                first
            );
            var value = new double[1];
            await function.EvaluateAsync(
                Interplay.Masks.MaskMatrix.From([Interplay.Masks.Mask.Full(function.PartCount)]),
                value,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(expected, value[0], 1e-4);
        }

        AssertError(
            "model-not-a-text-classifier",
            () => TextClassifier.Load(folder).Dispose(),
            "is no class"
        );
    }

    [Fact]
    public void WhatGivesNoVectorsIsRefused()
    {
        AssertError(
            "embedding-missing",
            () => SentenceEncoder.Load(Path.Combine(Root, "bert-types")).Dispose(),
            "feature-extraction"
        );
        using var folder = Copy("encoder-mean");
        Directory.CreateDirectory(Path.Combine(folder.Path, "2_Dense"));
        AssertError(
            "embedding-missing",
            () => SentenceEncoder.Load(folder.Path).Dispose(),
            "2_Dense"
        );
        using var other = Copy("encoder-cls-max");
        File.WriteAllText(
            Path.Combine(other.Path, "1_Pooling", "config.json"),
            """{"pooling_mode_attention": true}"""
        );
        AssertError(
            "model-config-malformed",
            () => SentenceEncoder.Load(other.Path).Dispose(),
            "attention"
        );
    }

    [Theory]
    [InlineData("int8-dynamic")]
    [InlineData("fixed")]
    [InlineData("half")]
    public void AValueDoesNotDependOnItsBatch(string name)
    {
        using var classifier = TextClassifier.Load(Path.Combine(Root, name));
        string[] texts =
        [
            "The film is good",
            "The film is bad!",
            "not a film [MASK]",
            "a great, great film",
            "фильм был не плохой",
        ];
        double[] together = Values(classifier, texts);
        Assert.Equal(together, texts.SelectMany(text => Values(classifier, [text])));
        Assert.Equal(5, texts.Select(text => Values(classifier, [text])[0]).Distinct().Count());
    }

    [Fact]
    public void TheLikeliestLabelIsChosenUnlessAnotherIsAskedFor()
    {
        using var classifier = TextClassifier.Load(Path.Combine(Root, "bert-types"));
        const string Text = "The film is not good at all";
        double[] values = Values(classifier, [Text]);
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Equal(
            [classifier.Labels[Array.IndexOf(values, values.Max())]],
            classifier.Choose(Text, cancellationToken: token)
        );
        Assert.Equal(["negative"], classifier.Choose(Text, "Negative", token));
        Assert.Equal(classifier.Labels, classifier.Choose(Text, "all", token));
        AssertError("label-unknown", () => classifier.Choose(Text, "joy", token), "neutral");
        AssertError("label-unknown", () => classifier.LogOdds([Text], token), "3 labels");
        Assert.Equal("logit", classifier.ReadoutOf(["neutral"])!.Name);
        using var reversed = TextClassifier.Load(Path.Combine(Root, "distilbert-reversed"));
        Assert.Equal("log-odds:POSITIVE/NEGATIVE", reversed.ReadoutOf(["POSITIVE"])!.Name);
        double[] both = Values(reversed, [Text]);
        Assert.Equal(both[0], -both[1]);
        using var regression = TextClassifier.Load(Path.Combine(Root, "cased-regression"));
        Assert.Null(regression.ReadoutOf(["LABEL_0"]));
    }

    [Theory]
    [InlineData("bert-types", "[MASK]")]
    [InlineData("roberta", "<mask>")]
    [InlineData("unigram-77", "<mask>")]
    [InlineData("cased-accents-off", null)]
    public void PartsAreTakenAwayAsTheVocabularyCan(string name, string? mask)
    {
        using var classifier = TextClassifier.Load(Path.Combine(Root, name));
        TextLens lens = classifier.Fitted(
            TextLens.Create(
                "a good film",
                new TextLensOptions { Ablation = TextAblation.MaskToken }
            )
        );
        string ablated = lens.Ablate(Interplay.Masks.Mask.Keeping(3, 0, 2));
        Assert.Equal(mask is null ? "a film" : $"a {mask} film", ablated);
        Assert.Equal(mask, classifier.MaskToken);
        if (mask is not null)
        {
            int[] one = classifier.Tokenizer.ReadPiece(mask);
            Assert.Single(one);
            Assert.Contains(one[0], classifier.Tokenizer.Read(ablated));
        }
    }

    [Fact]
    public void TextsBeyondTheLimitOfTheFolderAreRefused()
    {
        using var classifier = TextClassifier.Load(Path.Combine(Root, "bert-types"));
        Assert.Equal(64, classifier.MaxTokens);
        string text = string.Concat(Enumerable.Repeat("film ", 63));
        AssertError("too-many-tokens", () => Values(classifier, [text]), "at most 64 tokens");
        Assert.Equal(3, Values(classifier, [text[5..]]).Length);
        using var roberta = TextClassifier.Load(Path.Combine(Root, "roberta"));
        Assert.Equal(128, roberta.MaxTokens);
    }

    [Theory]
    [InlineData("config.json", "{", "model-config-malformed")]
    [InlineData("config.json", "[1]", "model-config-malformed")]
    [InlineData("config.json", """{"id2label": {"0": "a", "2": "b"}}""", "model-config-malformed")]
    [InlineData("config.json", """{"id2label": {"0": "a", "1": "a"}}""", "model-config-malformed")]
    [InlineData("config.json", """{"problem_type": "ranking"}""", "model-config-malformed")]
    [InlineData("config.json", """{"id2label": {"0": "a", "1": "b"}}""", "model-labels-mismatch")]
    [InlineData("tokenizer.json", "{", "tokenizer-malformed")]
    [InlineData("tokenizer.json", "{}", "tokenizer-unsupported")]
    [InlineData(
        "tokenizer.json",
        """{"post_processor": {"type": "Unknown"}, "model": {}}""",
        "tokenizer-unsupported"
    )]
    [InlineData(
        "tokenizer.json",
        """{"post_processor": {"type": 3}, "model": {}}""",
        "tokenizer-malformed"
    )]
    [InlineData("tokenizer_config.json", """{"do_lower_case": "no"}""", "tokenizer-malformed")]
    public void DamagedFilesHaveNames(string file, string content, string error)
    {
        using var folder = Copy("bert-types");
        File.WriteAllText(Path.Combine(folder.Path, file), content);
        AssertError(error, () => TextClassifier.Load(folder.Path).Dispose(), folder.Path);
    }

    [Theory]
    [InlineData("MPNetTokenizer", "MPNetTokenizer")]
    [InlineData("BertJapaneseTokenizer", "BertJapaneseTokenizer")]
    public void AVocabularyOfAnotherClassIsRefused(string name, string quoted)
    {
        using var folder = Copy("bert-types");
        File.Delete(Path.Combine(folder.Path, "tokenizer.json"));
        File.WriteAllText(
            Path.Combine(folder.Path, "tokenizer_config.json"),
            $$"""{"tokenizer_class": "{{name}}"}"""
        );
        AssertError(
            "tokenizer-unsupported",
            () => TextClassifier.Load(folder.Path).Dispose(),
            quoted
        );
    }

    [Fact]
    public void HiddenStatesAreNoLabels() =>
        AssertError(
            "model-not-a-text-classifier",
            () => TextClassifier.Load(Path.Combine(Root, "hidden-states")).Dispose(),
            "a hidden state or a number for each token is no class"
        );

    [Fact]
    public void AFolderHasOneModelOrOneThatIsCalledSo()
    {
        using var folder = Copy("bert-types");
        string inner = Path.Combine(folder.Path, "onnx");
        File.Move(
            Path.Combine(inner, "model.onnx"),
            Path.Combine(folder.Path, "model_quantized.onnx")
        );
        TextClassifier.Load(folder.Path).Dispose();
        File.Copy(
            Path.Combine(folder.Path, "model_quantized.onnx"),
            Path.Combine(inner, "model_O2.onnx")
        );
        AssertError(
            "model-ambiguous",
            () => TextClassifier.Load(folder.Path).Dispose(),
            "model_O2.onnx"
        );
    }

    [Theory]
    [InlineData("bert-types")]
    [InlineData("roberta")]
    [InlineData("softmax")]
    [InlineData("unigram-77")]
    public void TextsOfAnyLengthHaveVectors(string name)
    {
        using var encoder = TextEncoder.Load(Path.Combine(Root, name));
        float[][] vectors = encoder.Embed(
            ["a good film", "", string.Concat(Enumerable.Repeat("film ", 300))],
            TestContext.Current.CancellationToken
        );
        Assert.All(vectors, vector => Assert.Equal(16, vector.Length));
        Assert.NotEqual(vectors[0], vectors[1]);
    }

    private static TheoryData<string> Folders(bool isEncoder) =>
        [
            .. Directory
                .EnumerateDirectories(Root)
                .Where(folder => File.Exists(Path.Combine(folder, "golden.json")))
                .Select(folder => Path.GetFileName(folder))
                .Where(name => name.StartsWith("encoder-", StringComparison.Ordinal) == isEncoder),
        ];

    private static double[] Values(TextClassifier classifier, string[] texts) =>
        classifier.Values(texts, classifier.Labels, TestContext.Current.CancellationToken);

    private static ModelFolder Copy(string name)
    {
        var folder = new ModelFolder(null);
        string from = Path.Combine(Root, name);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(folder.Path, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return folder;
    }

    private static void AssertError(string name, Action act, string quoted)
    {
        var error = Assert.Throws<InterplayException>(act);
        Assert.Equal(name, error.Name);
        Assert.Contains(quoted, error.Message);
    }
}
