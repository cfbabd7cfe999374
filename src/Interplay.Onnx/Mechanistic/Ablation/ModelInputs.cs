using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>
/// What one prompt feeds a model. The first dimension of an input is the batch and is 1: it is repeated for the masks that are evaluated together.
/// Immutable.
/// </summary>
public sealed class ModelInputs
{
    private const int TokensPerRun = 512;
    private const int MostRows = 64;
    private const int RowsOfOtherKinds = 8;

    private ModelInputs(IReadOnlyDictionary<string, (HostTensor, bool)> tensors) =>
        Tensors = tensors;

    /// <summary>No inputs yet.</summary>
    public static ModelInputs Empty { get; } = new(new Dictionary<string, (HostTensor, bool)>());

    internal IReadOnlyDictionary<string, (HostTensor Tensor, bool Repeats)> Tensors { get; }

    /// <summary>
    /// The usual inputs of a text model from its tokens: <c>input_ids</c>, all of them attended, token types 0, positions from 0 and an empty
    /// past; <c>positions</c>, those that are read, is the last one. Inputs of other names are left to <see cref="With(string, ReadOnlySpan{long}, ReadOnlySpan{long})"/>.
    /// </summary>
    public static ModelInputs OfTokens(OnnxGraph graph, ReadOnlySpan<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var ids = new long[tokens.Length];
        var places = new long[tokens.Length];
        var ones = new long[tokens.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            (ids[i], places[i], ones[i]) = (tokens[i], i, 1);
        }

        ModelInputs inputs = Empty;
        foreach (GraphValue input in graph.Inputs)
        {
            long[]? values = input.Name switch
            {
                "positions" when ids.Length > 0 => [ids.Length - 1],
                "input_ids" => ids,
                "attention_mask" => ones,
                "token_type_ids" => new long[ids.Length],
                "position_ids" => places,
                _ => null,
            };
            if (values is not null)
            {
                inputs = inputs.Whole(input, values, [1, values.Length]);
            }
            else if (
                input.Name.StartsWith("past_key_values", StringComparison.Ordinal)
                && input.Shape is { Count: 4 } past
            )
            {
                long[] shape = [1, past[1] ?? 0, past[2] ?? 0, past[3] ?? 0];
                inputs = inputs.Add(input.Name, new HostTensor(input.Type, shape, []), true);
            }
        }

        return inputs;
    }

    /// <summary>These inputs and one of whole numbers (int64) more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its elements, the last dimension running fastest.</param>
    /// <param name="shape">Its dimensions, 1 for the batch first.</param>
    public ModelInputs With(
        string name,
        ReadOnlySpan<long> values,
        params ReadOnlySpan<long> shape
    ) =>
        Add(
            name,
            HostTensor.Of(TensorElementType.Int64, values, Checked(name, values.Length, shape)),
            true
        );

    /// <summary>These inputs and one of whole numbers (int32) more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its elements, the last dimension running fastest.</param>
    /// <param name="shape">Its dimensions, 1 for the batch first.</param>
    public ModelInputs With(
        string name,
        ReadOnlySpan<int> values,
        params ReadOnlySpan<long> shape
    ) =>
        Add(
            name,
            HostTensor.Of(TensorElementType.Int32, values, Checked(name, values.Length, shape)),
            true
        );

    /// <summary>These inputs and one of real numbers more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its elements, the last dimension running fastest.</param>
    /// <param name="shape">Its dimensions, 1 for the batch first.</param>
    public ModelInputs With(
        string name,
        ReadOnlySpan<float> values,
        params ReadOnlySpan<long> shape
    ) =>
        Add(
            name,
            HostTensor.Of(TensorElementType.Float, values, Checked(name, values.Length, shape)),
            true
        );

    /// <summary>These inputs, of which one is the same for the whole batch and not repeated: it has no batch dimension.</summary>
    public ModelInputs Shared(string name) =>
        Tensors.TryGetValue(name, out (HostTensor Tensor, bool Repeats) input)
            ? Add(name, input.Tensor, false)
            : throw new InterplayException(
                ErrorKind.Request,
                "model-input-mismatch",
                $"There is no input '{name}' that could be shared; add it first."
            );

    /// <summary>Tokens of a text: the last dimension of <c>input_ids</c>; null for inputs of other kinds.</summary>
    internal int? TextTokens =>
        Tensors.TryGetValue("input_ids", out (HostTensor Tensor, bool Repeats) ids)
            ? (int)ids.Tensor.Shape[^1]
            : null;

    /// <summary>Masks that are evaluated together unless the caller says how many: about 512 tokens' worth.</summary>
    internal int RowsPerRun =>
        TextTokens is { } tokens
            ? Math.Clamp(TokensPerRun / Math.Max(tokens, 1), 2, MostRows)
            : RowsOfOtherKinds;

    /// <summary>Identity of the inputs, the same in every process.</summary>
    internal string Fingerprint =>
        Interplay.Fingerprint.Of([
            .. Tensors
                .OrderBy(static input => input.Key, StringComparer.Ordinal)
                .Select(static input =>
                    $"{input.Key}:{input.Value.Tensor.Type}[{string.Join(',', input.Value.Tensor.Shape)}]{input.Value.Repeats}{Interplay.Fingerprint.OfBytes(input.Value.Tensor.Bytes)}"
                ),
        ]);

    /// <summary>The tensors for a batch of so many rows, all alike.</summary>
    internal IReadOnlyDictionary<string, HostTensor> Repeat(int rows) =>
        Tensors.ToDictionary(
            static input => input.Key,
            input => input.Value.Repeats ? input.Value.Tensor.Repeat(0, rows) : input.Value.Tensor
        );

    /// <summary>Whether the inputs are those of a model.</summary>
    /// <exception cref="InterplayException"><c>model-input-mismatch</c>.</exception>
    internal void Check(OnnxGraph graph)
    {
        foreach (GraphValue input in graph.Inputs)
        {
            if (!Tensors.TryGetValue(input.Name, out (HostTensor Tensor, bool Repeats) given))
            {
                throw Mismatch($"The model needs {input}, which was not given");
            }

            bool fits =
                given.Tensor.Type == input.Type
                && (
                    input.Shape is null
                    || input.Shape.Count == given.Tensor.Shape.Length
                        && input
                            .Shape.Zip(given.Tensor.Shape)
                            .All(static pair => pair.First is null || pair.First == pair.Second)
                )
                && (!given.Repeats || given.Tensor.Shape is [1, ..]);
            if (!fits)
            {
                throw Mismatch(
                    $"The model needs {input}; found {given.Tensor.Type.ToString().ToLowerInvariant()}[{string.Join(", ", given.Tensor.Shape)}] (the batch comes first and is 1)"
                );
            }
        }

        if (
            Tensors.Keys.FirstOrDefault(name => graph.Inputs.All(i => i.Name != name)) is
            { } unknown
        )
        {
            throw Mismatch($"The model has no input '{unknown}'");
        }

        InterplayException Mismatch(string what) =>
            new(
                ErrorKind.Request,
                "model-input-mismatch",
                $"{what}. Its inputs: {string.Join("; ", graph.Inputs)}."
            );
    }

    private static long[] Checked(string name, int count, ReadOnlySpan<long> shape)
    {
        long elements = 1;
        foreach (long dim in shape)
        {
            elements *= dim;
        }

        return elements == count
            ? shape.ToArray()
            : throw new InterplayException(
                ErrorKind.Request,
                "model-input-mismatch",
                $"'{name}' has {count} elements and the shape [{string.Join(", ", shape.ToArray())}]."
            );
    }

    /// <summary>Whole numbers in the type that the model declares.</summary>
    private ModelInputs Whole(GraphValue input, long[] values, long[] shape) =>
        input.Type switch
        {
            TensorElementType.Int32 => With(
                input.Name,
                values.Select(static value => (int)value).ToArray(),
                shape
            ),
            TensorElementType.Float => With(
                input.Name,
                values.Select(static value => (float)value).ToArray(),
                shape
            ),
            _ => With(input.Name, values, shape),
        };

    private ModelInputs Add(string name, HostTensor tensor, bool repeats) =>
        new(
            new Dictionary<string, (HostTensor, bool)>(Tensors)
            {
                [name] = (tensor, repeats && tensor.Shape.Length > 0),
            }
        );
}
