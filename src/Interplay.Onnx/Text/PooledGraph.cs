using System.Text;

namespace Interplay.Onnx.Text;

/// <summary>
/// The graph of a text classifier with one output more: the vector that its last layer reads, which is the text pooled over its tokens. An ONNX file
/// is a protocol buffer (onnx.proto: ModelProto.graph = 7; GraphProto.node = 1, output = 12; NodeProto.input = 1, output = 2, op_type = 4); only the
/// fields on the way there are read, all others are copied as they are.
/// </summary>
internal static class PooledGraph
{
    private const int Graph = 7;
    private const int Node = 1;
    private const int GraphOutput = 12;
    private const int Bytes = 2;

    /// <summary>The model with the further output, and the name of it; null where <paramref name="logits"/> do not come from a matrix product.</summary>
    public static (byte[] Model, string Pooled)? Of(byte[] model, string logits)
    {
        using var whole = new MemoryStream(model.Length + 64);
        string? pooled = null;
        foreach ((int number, int wire, Range field, Range content) in Fields(model))
        {
            if (number != Graph || wire != Bytes)
            {
                whole.Write(model.AsSpan(field));
                continue;
            }

            byte[] graph = model[content];
            pooled = InputOfLast(graph, logits);
            if (pooled is null)
            {
                return null;
            }

            byte[] name = Encoding.UTF8.GetBytes(pooled);
            using var value = new MemoryStream();
            WriteBytes(value, 1, name);
            using var extended = new MemoryStream(graph.Length + 64);
            extended.Write(graph);
            WriteBytes(extended, GraphOutput, value.ToArray());
            WriteBytes(whole, Graph, extended.GetBuffer().AsSpan(0, (int)extended.Length));
        }

        return pooled is null ? null : (whole.ToArray(), pooled);
    }

    /// <summary>The first input of the matrix product that gives a tensor, a bias added to it or not.</summary>
    private static string? InputOfLast(byte[] graph, string tensor)
    {
        var makers = new Dictionary<string, (string Kind, List<string> Inputs)>(
            StringComparer.Ordinal
        );
        foreach ((int number, int wire, _, Range content) in Fields(graph))
        {
            if (number == Node && wire == Bytes)
            {
                (string kind, List<string> inputs, List<string> outputs) = ReadNode(graph[content]);
                foreach (string output in outputs)
                {
                    makers[output] = (kind, inputs);
                }
            }
        }

        return !makers.TryGetValue(tensor, out (string Kind, List<string> Inputs) maker) ? null
            : maker.Kind is "Gemm" or "MatMul" ? maker.Inputs[0]
            : maker.Kind == "Add"
                ? maker
                    .Inputs.Where(input =>
                        makers.TryGetValue(input, out (string Kind, List<string> Inputs) product)
                        && product.Kind == "MatMul"
                    )
                    .Select(input => makers[input].Inputs[0])
                    .FirstOrDefault()
            : null;
    }

    private static (string Kind, List<string> Inputs, List<string> Outputs) ReadNode(byte[] node)
    {
        string kind = "";
        List<string> inputs = [];
        List<string> outputs = [];
        foreach ((int number, int wire, _, Range content) in Fields(node))
        {
            if (wire == Bytes && number is 1 or 2 or 4)
            {
                string text = Encoding.UTF8.GetString(node[content]);
                switch (number)
                {
                    case 1:
                        inputs.Add(text);
                        break;
                    case 2:
                        outputs.Add(text);
                        break;
                    default:
                        kind = text;
                        break;
                }
            }
        }

        return (kind, inputs, outputs);
    }

    /// <summary>The fields of a message: number, wire type, where the whole field stands, where its content does.</summary>
    private static List<(int Number, int Wire, Range Field, Range Content)> Fields(byte[] message)
    {
        var fields = new List<(int, int, Range, Range)>();
        int place = 0;
        while (place < message.Length)
        {
            int start = place;
            ulong key = ReadNumber(message, ref place);
            int wire = (int)(key & 7);
            int content = place;
            switch (wire)
            {
                case 0:
                    ReadNumber(message, ref place);
                    break;
                case 1:
                    place += 8;
                    break;
                case Bytes:
                    int length = checked((int)ReadNumber(message, ref place));
                    content = place;
                    place += length;
                    break;
                case 5:
                    place += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {wire} at byte {start}");
            }

            fields.Add(((int)(key >> 3), wire, start..place, content..place));
        }

        return fields;
    }

    private static ulong ReadNumber(byte[] message, ref int place)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[place++];
            number |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return number;
            }
        }
    }

    private static void WriteBytes(MemoryStream target, int field, ReadOnlySpan<byte> content)
    {
        WriteNumber(target, (ulong)field << 3 | Bytes);
        WriteNumber(target, (ulong)content.Length);
        target.Write(content);
    }

    private static void WriteNumber(MemoryStream target, ulong number)
    {
        for (; number > 127; number >>= 7)
        {
            target.WriteByte((byte)(number & 127 | 128));
        }

        target.WriteByte((byte)number);
    }
}
