using System.Text.Json;
using Interplay.Recovery.Codes;
using Interplay.Tests.Recovery.Codes;

namespace Interplay.Tests.Vectors;

/// <summary>Codes, codewords and decodings computed by galois (Python): highest power first, message before parity.</summary>
public sealed class BchVectorTests
{
    [Fact]
    public void GeneratorsCodewordsAndDecodingsAgree()
    {
        string path = Repository.Data("golden", "bch.json");
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(path));
        foreach (JsonElement entry in golden.RootElement.GetProperty("codes").EnumerateArray())
        {
            int length = entry.GetProperty("n").GetInt32();
            BchCode code = BchCode.For(
                entry.GetProperty("k").GetInt32(),
                entry.GetProperty("t").GetInt32()
            );
            Assert.Equal(length, code.Length);
            Assert.Equal(
                entry.GetProperty("generator").EnumerateArray().Select(c => (byte)c.GetInt32()),
                code.Generator.ToArray().Reverse()
            );
            foreach (JsonElement vector in entry.GetProperty("vectors").EnumerateArray())
            {
                Check(code, vector);
            }
        }
    }

    private static void Check(BchCode code, JsonElement vector)
    {
        int[] message = Ones(vector.GetProperty("message").GetString()!);
        int[] codeword = [.. Ones(vector.GetProperty("codeword").GetString()!).Select(Exponent)];
        Assert.Equal(codeword.Order(), BchCodeTests.Codeword(code, message).Order());

        int[] errors =
        [
            .. vector.GetProperty("errors").EnumerateArray().Select(e => Exponent(e.GetInt32())),
        ];
        var found = new int[code.Tolerance];
        ushort[] syndromes = BchCodeTests.Syndromes(code, [.. codeword, .. errors]);
        int count = new BchDecoder(code).Locate(syndromes, found);
        Assert.Equal(vector.GetProperty("decoded_errors").GetInt32(), count);
        bool right =
            count == errors.Length && found.Take(count).Order().SequenceEqual(errors.Order());
        Assert.Equal(vector.GetProperty("decoded_ok").GetBoolean(), right);

        int Exponent(int position) => code.Length - 1 - position;
    }

    private static int[] Ones(string bits) =>
        [.. Enumerable.Range(0, bits.Length).Where(i => bits[i] == '1')];
}
