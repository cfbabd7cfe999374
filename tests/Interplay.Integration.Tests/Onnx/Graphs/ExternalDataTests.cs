using Interplay.Integration.Tests.Onnx.Mechanistic;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Graphs;

/// <summary>Weights in files beside the model: read where they belong, refused wherever else a file says they are.</summary>
public sealed class ExternalDataTests
{
    [Fact]
    public void Weights_beside_the_model_give_what_weights_inside_it_give()
    {
        ExportedTransformer inline = Exports.Of("plain");
        ModelProto model = inline.Model.Clone();
        using var stream = new MemoryStream();
        foreach (TensorProto tensor in model.Graph.Initializer.Where(t => t.HasRawData))
        {
            Externalise(
                tensor,
                ("location", "weights/all.bin"),
                ("offset", $"{stream.Length}"),
                ("length", $"{tensor.RawData.Length}")
            );
            stream.Write(tensor.RawData.Span);
            tensor.ClearRawData();
        }

        using var file = new ModelFile(model);
        Directory.CreateDirectory(file["weights"]);
        File.WriteAllBytes(file["weights/all.bin"], stream.ToArray());
        OnnxGraph graph = file.Load();
        IReadOnlyList<ModelComponent> parts = inline.Components.Of(ComponentKind.Head);
        Assert.Equal(Answers(inline.Graph), Answers(graph));

        float[][] Answers(OnnxGraph of)
        {
            using var ablatable = AblatableModel.Open(of, ModelComponents.Detect(of), parts);
            return MaskedAnswers.Of(
                ablatable,
                inline.Inputs(TokenPrompts.Long),
                RandomMasks.Singles(parts.Count)
            );
        }
    }

    /// <summary>A model with weights outside has the identity of the same model with weights inside.</summary>
    [Fact]
    public void The_fingerprint_does_not_depend_on_where_weights_lie()
    {
        using var inline = new ModelFile(SmallModel.Create());
        using ModelFile file = With(("location", "w.bin"));
        File.WriteAllBytes(file["w.bin"], SmallModel.Create().Tensor("w").RawData.ToByteArray());
        Assert.Equal(inline.Load().Fingerprint, file.Load().Fingerprint);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("/etc/hostname")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("w\0.bin")]
    public void Paths_that_leave_the_folder(string location)
    {
        using ModelFile file = With(("location", location));
        Refuse(file, "external-data-outside", ErrorKind.Data);
    }

    [Fact]
    public void Links_that_leave_the_folder()
    {
        using var other = new ModelFile([1, 2, 3]);
        string sixteen = other["sixteen"];
        File.WriteAllBytes(sixteen, new byte[16]);
        using ModelFile file = With(("location", "link"));
        File.CreateSymbolicLink(file["link"], sixteen);
        Refuse(file, "external-data-outside", ErrorKind.Data);

        using ModelFile folder = With(("location", "folder/sixteen"));
        Directory.CreateSymbolicLink(folder["folder"], other.Folder);
        Refuse(folder, "external-data-outside", ErrorKind.Data);

        // From link to link, the last of which leads out; and in a circle.
        using ModelFile chain = With(("location", "one"));
        File.CreateSymbolicLink(chain["one"], "two");
        File.CreateSymbolicLink(chain["two"], sixteen);
        Refuse(chain, "external-data-outside", ErrorKind.Data);

        using ModelFile circle = With(("location", "one"));
        File.CreateSymbolicLink(circle["one"], "two");
        File.CreateSymbolicLink(circle["two"], "one");
        Refuse(circle, "external-data-outside", ErrorKind.Data);
    }

    [Fact]
    public void Links_that_stay_in_the_folder()
    {
        using ModelFile file = With(("location", "folder/link"));
        Directory.CreateDirectory(file["real"]);
        File.WriteAllBytes(file["real/w.bin"], new byte[16]);
        Directory.CreateSymbolicLink(file["folder"], "real");
        File.CreateSymbolicLink(file["real/link"], "w.bin");
        Assert.Equal(3, file.Load().NodeCount);
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        using ModelFile file = With(("location", "w.bin"));
        Refuse(file, "external-data-missing", ErrorKind.Missing);
        Directory.CreateDirectory(file["w.bin"]);
        Refuse(file, "external-data-missing", ErrorKind.Missing);
    }

    [Theory]
    [InlineData("1", null)]
    [InlineData("17", "0")]
    [InlineData("0", "17")]
    [InlineData("0", "15")]
    [InlineData("-1", null)]
    [InlineData("0", "-16")]
    [InlineData("one", null)]
    [InlineData("0", "1e1")]
    [InlineData("9223372036854775807", "16")]
    [InlineData("99999999999999999999", null)]
    [InlineData("0", "9223372036854775807")]
    public void Offsets_and_lengths_that_do_not_fit(string offset, string? length)
    {
        (string, string)[] entries = [("location", "w.bin"), ("offset", offset)];
        using ModelFile file = With(length is null ? entries : [.. entries, ("length", length)]);
        File.WriteAllBytes(file["w.bin"], new byte[16]);
        Refuse(file, "external-data-malformed", ErrorKind.Data);
    }

    [Fact]
    public void No_location()
    {
        using ModelFile file = With(("offset", "0"));
        Refuse(file, "external-data-malformed", ErrorKind.Data);
    }

    [Fact]
    public void More_data_than_allowed()
    {
        using ModelFile file = With(("location", "w.bin"));
        File.WriteAllBytes(file["w.bin"], new byte[16]);
        long size = new FileInfo(file.Path).Length;
        Assert.Equal(3, file.Load(new GraphLimits { MaxBytes = size + 16 }).NodeCount);
        var error = Assert.Throws<InterplayException>(() =>
            file.Load(new GraphLimits { MaxBytes = size + 15 })
        );
        Assert.Equal("graph-too-large", error.Name);
    }

    /// <summary>Tensors in attributes, in functions and in sparse weights may be external too, and are checked the same way.</summary>
    [Theory]
    [InlineData("attribute")]
    [InlineData("function")]
    [InlineData("sparse")]
    public void Wherever_a_tensor_is(string where)
    {
        ModelProto model = SmallModel.Create();
        TensorProto tensor = model.Tensor("w").Clone();
        tensor.ClearRawData();
        Externalise(tensor, ("location", "../secret"));
        NodeProto node = SmallModel.Node("Constant", "hidden");
        node.Attribute.Add(GraphBuilder.Attribute("value", tensor));
        switch (where)
        {
            case "attribute":
                model.Graph.Node.Add(node);
                break;
            case "function":
                var function = new FunctionProto { Name = "own" };
                function.Node.Add(node);
                model.Functions.Add(function);
                break;
            default:
                var sparse = new SparseTensorProto { Values = tensor, Indices = tensor };
                sparse.Dims.Add(4);
                model.Graph.SparseInitializer.Add(sparse);
                break;
        }

        Assert.Equal("external-data-outside", Refusal.Of(model).Name);
    }

    /// <summary>A tensor without elements opens nothing: a pipe would be waited for without end.</summary>
    [Fact]
    public void A_tensor_without_elements()
    {
        using ModelFile file = With(("location", "w.bin"));
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file.Path));
        model.Tensor("w").Dims[0] = 0;
        using var empty = new ModelFile(model);
        using var made = System.Diagnostics.Process.Start("mkfifo", [empty["w.bin"]]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        Assert.Equal(3, empty.Load().NodeCount);
    }

    /// <summary>The small model, one of whose tensors is external.</summary>
    private static ModelFile With(params (string Key, string Value)[] entries)
    {
        ModelProto model = SmallModel.Create();
        model.Tensor("w").ClearRawData();
        Externalise(model.Tensor("w"), entries);
        return new ModelFile(model);
    }

    private static void Externalise(TensorProto tensor, params (string Key, string Value)[] entries)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(
            entries.Select(static entry => new StringStringEntryProto
            {
                Key = entry.Key,
                Value = entry.Value,
            })
        );
    }

    private static void Refuse(ModelFile file, string name, ErrorKind kind)
    {
        var error = Assert.Throws<InterplayException>(() => file.Load());
        Assert.Equal((name, kind), (error.Name, error.Kind));
    }
}
