using Interplay.Onnx.Tokens;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Text;

/// <summary>What a text model is fed, in the types and sizes that its graph declares.</summary>
internal sealed class TokenInputs
{
    private const string Ids = "input_ids";
    private const string Attention = "attention_mask";
    private const string Types = "token_type_ids";
    private const string Positions = "position_ids";

    private readonly IReadOnlyDictionary<string, NodeMetadata> _declared;
    private readonly TextTokenizer _tokenizer;
    private readonly ModelConfig? _config;

    private TokenInputs(
        IReadOnlyDictionary<string, NodeMetadata> declared,
        TextTokenizer tokenizer,
        ModelConfig? config
    )
    {
        _declared = declared;
        _tokenizer = tokenizer;
        _config = config;
        Rows = Fixed(declared[Ids].Dimensions[0]);
        Tokens = Fixed(declared[Ids].Dimensions[1]);
    }

    /// <summary>What can be fed, in words.</summary>
    public static string Expected =>
        $"{Ids} and, as far as the graph declares them, {Attention}, {Types} and {Positions}, int64 or int32 [batch, tokens]";

    /// <summary>Number of texts in every run; null if the graph leaves it open.</summary>
    public int? Rows { get; }

    /// <summary>Number of tokens of every text; null if the graph leaves it open.</summary>
    public int? Tokens { get; }

    /// <summary>Looks at the inputs of a model.</summary>
    /// <returns>How to feed them; null if one of them is none of a text model.</returns>
    public static TokenInputs? Of(
        InferenceSession session,
        TextTokenizer tokenizer,
        ModelConfig? config
    )
    {
        IReadOnlyDictionary<string, NodeMetadata> declared = session.InputMetadata;
        if (!declared.TryGetValue(Ids, out NodeMetadata? ids) || !IsFit(Ids, ids))
        {
            return null;
        }

        bool fits = declared.All(input =>
            IsFit(input.Key, input.Value)
            && (input.Value.Dimensions[1] <= 0 || input.Value.Dimensions[1] == ids.Dimensions[1])
            && (
                input.Value.Dimensions[0] <= 0
                || input.Value.Dimensions[0] == ids.Dimensions[0]
                || input.Key == Positions && input.Value.Dimensions[0] == 1
            )
        );
        return fits ? new TokenInputs(declared, tokenizer, config) : null;
    }

    /// <summary>The tensors of some texts of equal token count; the last one is repeated up to the number of rows. The caller disposes them.</summary>
    public Dictionary<string, OrtValue> Of(IReadOnlyList<int[]> texts, int rows)
    {
        int width = Tokens ?? texts[0].Length;
        return _declared.ToDictionary(
            static input => input.Key,
            input =>
            {
                int count = input.Key == Positions && input.Value.Dimensions[0] == 1 ? 1 : rows;
                var values = new long[count * width];
                for (int row = 0; row < count; row++)
                {
                    Fill(
                        input.Key,
                        texts[Math.Min(row, texts.Count - 1)],
                        values.AsSpan(row * width, width)
                    );
                }

                return Tensor(values, [count, width], input.Value.ElementDataType);
            },
            StringComparer.Ordinal
        );
    }

    private void Fill(string name, int[] text, Span<long> row)
    {
        int padding = _tokenizer.Padding ?? _config?.Padding ?? 0;
        int first = _tokenizer.PadsBefore ? row.Length - text.Length : 0;
        for (int place = 0; place < row.Length; place++)
        {
            int at = place - first;
            bool isText = at >= 0 && at < text.Length;
            row[place] = name switch
            {
                Ids => isText ? text[at] : padding,
                Attention => isText ? 1 : 0,
                Types => isText ? _tokenizer.Frame.TypeAt(at, text.Length) : 0,
                _ when _config is not { ShiftsPositions: true } => place,
                _ => isText ? _config.FirstPosition + at : padding,
            };
        }
    }

    private static OrtValue Tensor(long[] values, long[] shape, TensorElementType type) =>
        type switch
        {
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(values, static value => (int)value),
                shape
            ),
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(values, static value => (float)value),
                shape
            ),
            TensorElementType.Float16 => OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(values, static value => (Float16)(float)value),
                shape
            ),
            TensorElementType.Bool => OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(values, static value => value != 0),
                shape
            ),
            _ => OrtValue.CreateTensorValueFromMemory(values, shape),
        };

    private static bool IsFit(string name, NodeMetadata input) =>
        name is Ids or Attention or Types or Positions
        && input is { IsTensor: true, Dimensions.Length: 2 }
        && (
            input.ElementDataType is TensorElementType.Int64 or TensorElementType.Int32
            || name == Attention
                && input.ElementDataType
                    is TensorElementType.Float
                        or TensorElementType.Float16
                        or TensorElementType.Bool
        );

    private static int? Fixed(int dimension) => dimension > 0 ? dimension : null;
}
