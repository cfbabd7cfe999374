using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Integration.Tests.Onnx.Graphs;

/// <summary>Models that must be refused when they are read.</summary>
internal static class Refusal
{
    public static InterplayException Of(ModelProto model, GraphLimits? limits = null)
    {
        using var file = new ModelFile(model);
        return Assert.Throws<InterplayException>(() => file.Load(limits));
    }

    public static InterplayException Of(byte[] bytes)
    {
        using var file = new ModelFile(bytes);
        return Assert.Throws<InterplayException>(() => file.Load());
    }

    /// <summary>A file that cannot be a model ends with the exit code of data, the reason quoted.</summary>
    public static void Expect(string name, string says, InterplayException error)
    {
        Assert.Equal(name, error.Name);
        Assert.Equal(ErrorKind.Data, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }
}
