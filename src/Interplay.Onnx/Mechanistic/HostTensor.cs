using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic;

/// <summary>A tensor in our memory, of any element type.</summary>
internal sealed record HostTensor(TensorElementType Type, long[] Shape, byte[] Bytes)
{
    /// <summary>Its elements as real numbers.</summary>
    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(Bytes);

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
