using System.IO.Compression;

namespace Interplay.Integration.Tests.Onnx;

/// <summary>The test split of the binary Stanford Sentiment Treebank, of <c>tests/data/sst2</c>.</summary>
internal static class Sst2
{
    public static IEnumerable<(string Text, bool Positive)> TestSentences()
    {
        using var reader = new StreamReader(
            new GZipStream(
                File.OpenRead(Repository.Data("sst2", "test.tsv.gz")),
                CompressionMode.Decompress
            )
        );
        while (reader.ReadLine() is { } line)
        {
            string[] row = line.Split('\t');
            yield return (row[0], row[1] == "1");
        }
    }
}
