using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Rewriting;

/// <summary>A tensor in our memory, of any element type.</summary>
internal sealed record HostTensor(TensorElementType Type, long[] Shape, byte[] Bytes)
{
    private const float Rounding = 1e-4f;

    /// <summary>Types that have a mean: real numbers of 16, 32 and 64 bits.</summary>
    public static bool HasFloats(TensorElementType type) =>
        type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.Double;

    /// <summary>Its elements as real numbers.</summary>
    public float[] Floats()
    {
        switch (Type)
        {
            case TensorElementType.Float16:
                ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(Bytes);
                var floats = new float[halves.Length];
                TensorPrimitives.ConvertToSingle(halves, floats);
                return floats;
            case TensorElementType.Double:
                return Array.ConvertAll(
                    MemoryMarshal.Cast<byte, double>(Bytes).ToArray(),
                    static number => (float)number
                );
            default:
                return MemoryMarshal.Cast<byte, float>(Bytes).ToArray();
        }
    }

    /// <summary>Real numbers of 32 bits in another type that has them.</summary>
    public HostTensor As(TensorElementType type)
    {
        ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(Bytes);
        switch (type)
        {
            case TensorElementType.Float16:
                var halves = new Half[floats.Length];
                TensorPrimitives.ConvertToHalf(floats, halves);
                return Of<Half>(type, halves, Shape);
            case TensorElementType.Double:
                return Of<double>(
                    type,
                    Array.ConvertAll(floats.ToArray(), static number => (double)number),
                    Shape
                );
            default:
                return this;
        }
    }

    public static HostTensor Of<T>(TensorElementType type, ReadOnlySpan<T> values, long[] shape)
        where T : struct => new(type, shape, MemoryMarshal.AsBytes(values).ToArray());

    public static HostTensor From(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return new HostTensor(
            info.ElementDataType,
            info.Shape,
            value.GetTensorMutableRawData().ToArray()
        );
    }

    /// <summary>A copy that the runtime owns.</summary>
    public OrtValue ToOrt()
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance,
            Type,
            Shape
        );
        Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    /// <summary>
    /// Whether the second half along a dimension says the same as the first, up to rounding: what <see cref="Repeat"/> makes of two equal rows.
    /// </summary>
    public bool IsTwice(int axis)
    {
        long outer = 1;
        for (int i = 0; i < axis; i++)
        {
            outer *= Shape[i];
        }

        if (Bytes.Length == 0)
        {
            return true;
        }

        int half = (int)(Bytes.Length / outer / 2);
        bool exact = !HasFloats(Type);
        for (int i = 0; i < outer; i++)
        {
            byte[] first = Bytes.AsSpan(2 * i * half, half).ToArray();
            byte[] second = Bytes.AsSpan((2 * i + 1) * half, half).ToArray();
            if (!first.AsSpan().SequenceEqual(second) && (exact || !AreNear(first, second)))
            {
                return false;
            }
        }

        return true;

        bool AreNear(byte[] a, byte[] b) =>
            (this with { Bytes = a })
                .Floats()
                .Zip((this with { Bytes = b }).Floats())
                .All(static pair =>
                    Math.Abs(pair.First - pair.Second)
                    <= Rounding * Math.Max(1, Math.Abs(pair.First))
                );
    }

    /// <summary>The tensor repeated along one dimension.</summary>
    public HostTensor Repeat(int axis, int times)
    {
        if (times == 1)
        {
            return this;
        }

        long[] shape = [.. Shape];
        shape[axis] *= times;
        var bytes = new byte[checked(Bytes.Length * times)];
        long outer = 1;
        for (int i = 0; i < axis; i++)
        {
            outer *= Shape[i];
        }

        int block = outer == 0 ? 0 : (int)(Bytes.Length / outer);
        for (int i = 0; i < outer; i++)
        {
            ReadOnlySpan<byte> from = Bytes.AsSpan(i * block, block);
            for (int copy = 0; copy < times; copy++)
            {
                from.CopyTo(bytes.AsSpan((i * times + copy) * block));
            }
        }

        return new HostTensor(Type, shape, bytes);
    }
}
