using Google.Protobuf;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>A damaged file ends in a result or in an error with a name, from reading to masked runs.</summary>
public sealed class DamagedFileTests
{
    private const int Files = 60;

    [Theory]
    [InlineData("plain", 1001)]
    [InlineData("GroupQueryAttention", 1002)]
    [InlineData("Attention, SkipLayerNormalization", 1003)]
    public void Bytes_changed_at_random(string export, ulong seed)
    {
        byte[] bytes = Exports.Of(export).Bytes;
        int[] places = BetweenWeights(Exports.Of(export).Model, bytes);
        Check(
            export,
            seed,
            random =>
            {
                byte[] damaged = [.. bytes];
                for (int flips = 1 + random.NextInt(4); flips > 0; flips--)
                {
                    damaged[places[random.NextInt(places.Length)]] = (byte)random.NextInt(256);
                }

                return damaged;
            }
        );
    }

    [Theory]
    [InlineData("plain", 1004)]
    [InlineData("heads in the batch", 1005)]
    [InlineData("grouped keys and values", 1006)]
    [InlineData("GroupQueryAttention", 1007)]
    [InlineData("Attention, SkipLayerNormalization", 1008)]
    [InlineData("MultiHeadAttention", 1009)]
    [InlineData("Attention of operator set 23", 1010)]
    public void Numbers_operators_and_wires_changed_at_random(string export, ulong seed)
    {
        ModelProto model = Exports.Of(export).Model;
        Check(
            export,
            seed,
            random =>
            {
                ModelProto damaged = model.Clone();
                for (int changes = 1 + random.NextInt(2); changes > 0; changes--)
                {
                    GraphDamage.Change(damaged, random);
                }

                return damaged.ToByteArray();
            }
        );
    }

    private static void Check(string export, ulong seed, Func<SeededRandom, byte[]> damage)
    {
        var names = new SortedDictionary<string, int>();
        for (ulong file = 0; file < Files; file++)
        {
            string ended;
            try
            {
                ended = Run(damage(new SeededRandom(seed, file)));
            }
            catch (InterplayException error)
            {
                ended = error.Name;
                Assert.NotEqual("", error.Message);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"Seed {seed}, stream {file} of {export}: {error.GetType().Name}",
                    error
                );
            }

            names[ended] = names.GetValueOrDefault(ended) + 1;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Files} files of {export}, seed {seed}: {string.Join(", ", names)}"
        );
        Assert.True(names.Count > 2, "Almost nothing was damaged.");
    }

    /// <summary>Places of a file that are no weights: damage to names and numbers says more.</summary>
    private static int[] BetweenWeights(ModelProto model, byte[] bytes)
    {
        var weights = new HashSet<int>();
        foreach (TensorProto tensor in model.Graph.Initializer.Where(t => t.RawData.Length >= 16))
        {
            int at = bytes.AsSpan().IndexOf(tensor.RawData.Span);
            weights.UnionWith(Enumerable.Range(at, tensor.RawData.Length));
        }

        return [.. Enumerable.Range(0, bytes.Length).Where(at => !weights.Contains(at))];
    }

    private static string Run(byte[] bytes)
    {
        using var file = new ModelFile(bytes);
        // What a damaged number makes a node make is bounded, or the test would ask for gigabytes.
        OnnxGraph graph = file.Load(new GraphLimits { MaxElements = 1 << 24 });
        var components = ModelComponents.Detect(graph);
        ModelComponent[] parts =
        [
            .. components.Of(ComponentKind.Head, ComponentKind.Mlp, ComponentKind.Layer).Take(50),
            .. components.Of(ComponentKind.Neuron).Take(5),
        ];
        using var model = AblatableModel.Open(graph, components, parts);
        MaskedAnswers.Of(
            model,
            ModelInputs.OfTokens(graph, TokenPrompts.Short),
            [Mask.Full(parts.Length), Mask.Empty(parts.Length)]
        );
        return "answered";
    }
}
