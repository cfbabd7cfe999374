using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Interplay.Onnx.Tokens;

namespace Interplay.Integration.Tests.Onnx;

/// <summary>Tokenizers that would end the process inside the library are refused before they are given to it.</summary>
public sealed class TokenizerGuardTests
{
    [Theory]
    // GPT-2, Llama 3, o200k and CLIP.
    [InlineData(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    [InlineData(
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )]
    [InlineData(
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s+"
    )]
    [InlineData(@"<\|startoftext\|>|<\|endoftext\|>|'s|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")]
    [InlineData("[](+*|]+ {2,}")]
    public void PatternsOfKnownTokenizersAreTaken(string pattern) => Assert.Null(Fault(pattern));

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("((a*)b){2,}")]
    [InlineData(@"(\)a+)*")]
    public void PatternsThatMayTakeTimeWithoutEndAreNot(string pattern) =>
        Assert.Contains("without end", Fault(pattern), StringComparison.Ordinal);

    [Fact]
    public void AWholeTableOfCharactersIsTakenAndUsed()
    {
        byte[] map = CharsMap(_ => { });
        Assert.Null(TokenizerGuard.Fault(Unigram(map)));
        using var folder = new ModelFolder(null);
        File.WriteAllText(Path.Combine(folder.Path, "tokenizer.json"), Unigram(map).ToJsonString());
        using TextTokenizer tokenizer = FolderTokenizer.Find(folder.Path)!;
        Assert.Equal(tokenizer.Read("y"), tokenizer.Read("x"));
        Assert.Equal([1], tokenizer.Read("x"));
    }

    [Fact]
    public void ADamagedTableOfCharactersIsRefused()
    {
        foreach (
            byte[] map in new[]
            {
                [],
                [0, 0, 0],
                CharsMap(units => units[0] = 0xFFFFFFFF),
                CharsMap(units => units[376] |= 0x7FFFFC00),
                CharsMap(units => units[512] = 1u << 31 | 1000),
                CharsMap(_ => { })[..2000],
                [.. CharsMap(_ => { }), 0xFF],
            }
        )
        {
            Assert.Contains(
                "precompiled_charsmap",
                TokenizerGuard.Fault(Unigram(map)),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("""{"model": {"type": "BPE", "dropout": 0.1}}""", "dropout")]
    [InlineData(
        """{"model": {"type": "BPE", "continuing_subword_prefix": "##", "merges": ["a b"]}}""",
        "continuing_subword_prefix"
    )]
    [InlineData("{}", "model")]
    public void OtherFaultsAreSaid(string json, string quoted) =>
        Assert.Contains(
            quoted,
            TokenizerGuard.Fault((JsonObject)JsonNode.Parse(json)!),
            StringComparison.Ordinal
        );

    private static string? Fault(string pattern) =>
        TokenizerGuard.Fault(
            new JsonObject
            {
                ["model"] = new JsonObject(),
                ["pre_tokenizer"] = new JsonObject
                {
                    ["type"] = "Split",
                    ["pattern"] = new JsonObject { ["Regex"] = pattern },
                },
            }
        );

    /// <summary>A table that makes y of x.</summary>
    private static byte[] CharsMap(Action<uint[]> damage)
    {
        var units = new uint[768];
        units[0] = 256 << 10;
        units[256 ^ 'x'] = 'x' | 1u << 8 | (uint)(256 ^ 'x' ^ 512) << 10;
        units[512] = 1u << 31;
        damage(units);
        var bytes = new byte[4 + units.Length * 4 + 2];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, units.Length * 4);
        for (int i = 0; i < units.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 + 4 * i), units[i]);
        }

        bytes[^2] = (byte)'y';
        return bytes;
    }

    private static JsonObject Unigram(byte[] map) =>
        new()
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "Precompiled",
                ["precompiled_charsmap"] = Convert.ToBase64String(map),
            },
            ["model"] = new JsonObject
            {
                ["type"] = "Unigram",
                ["unk_id"] = 0,
                ["vocab"] = new JsonArray(new JsonArray("<unk>", 0.0), new JsonArray("y", -1.0)),
            },
        };
}
