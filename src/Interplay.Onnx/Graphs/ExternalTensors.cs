using System.Globalization;
using Google.Protobuf;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>Weights that lie in files beside the model. Only files inside the model's folder are read, links that lead out of it are not.</summary>
internal sealed class ExternalTensors(string folder, long bytesLeft)
{
    private readonly string _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    private long _bytesLeft = bytesLeft;

    /// <summary>Puts the data of a tensor into the tensor itself.</summary>
    /// <exception cref="InterplayException">
    /// <c>external-data-outside</c>, <c>external-data-missing</c>, <c>external-data-malformed</c> or <c>graph-too-large</c>.
    /// </exception>
    public void Inline(TensorProto tensor, long? expected)
    {
        string location = Value(tensor, "location") ?? throw Malformed(tensor, "has no location");
        long offset = Number(tensor, "offset") ?? 0;
        string path = Inside(tensor, location);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "external-data-missing",
                $"The data of '{tensor.Name}' are in '{location}' beside the model; that file does not exist."
            );
        }

        long size = file.LengthBehindLinks();
        long length = Number(tensor, "length") ?? size - offset;
        if (offset < 0 || length < 0 || offset > size || length > size - offset)
        {
            throw Malformed(
                tensor,
                $"is {length} bytes from byte {offset} of '{location}', which has {size}"
            );
        }

        if (expected is { } bytes && bytes != length)
        {
            throw Malformed(tensor, $"needs {bytes} bytes and names {length} of '{location}'");
        }

        if (length > _bytesLeft)
        {
            throw GraphErrors.TooLarge(
                _folder,
                $"more external data than allowed with '{tensor.Name}', {length} bytes",
                $"{_bytesLeft} bytes more"
            );
        }

        _bytesLeft -= length;
        tensor.RawData = Read(path, offset, (int)length);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }

    private static ByteString Read(string path, long offset, int length)
    {
        // Nothing is opened for nothing: what is no regular file, a pipe for one, has no length and waits for a writer.
        if (length == 0)
        {
            return ByteString.Empty;
        }

        try
        {
            using Stream stream = WholeFile.OpenRead(path);
            stream.Seek(offset, SeekOrigin.Begin);
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            return UnsafeByteOperations.UnsafeWrap(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw GraphErrors.FileUnreadable(path, e);
        }
    }

    private static string? Value(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key) =>
        Value(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
        : throw Malformed(tensor, $"has the {key} '{text}', which is no number of bytes");

    private static InterplayException Malformed(TensorProto tensor, string what) =>
        new(
            ErrorKind.Data,
            "external-data-malformed",
            $"The external data of '{tensor.Name}' cannot be read: it {what}."
        );

    private string Inside(TensorProto tensor, string location)
    {
        string path = location.Contains('\0', StringComparison.Ordinal)
            ? ""
            : Path.GetFullPath(Path.Combine(_folder, location));
        return
            location.Length > 0 && !Path.IsPathRooted(location) && StaysInside(path, linksLeft: 16)
            ? path
            : throw new InterplayException(
                ErrorKind.Data,
                "external-data-outside",
                $"The data of '{tensor.Name}' would be in '{location}', outside the folder of the model; only files inside it are read."
            );
    }

    /// <summary>Whether a path stays in the folder, also where folders on its way or the file itself are links.</summary>
    private bool StaysInside(string path, int linksLeft)
    {
        string prefix = _folder + Path.DirectorySeparatorChar;
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        string step = _folder;
        foreach (string name in path[prefix.Length..].Split(Path.DirectorySeparatorChar))
        {
            step = Path.Combine(step, name);
            if (new FileInfo(step).LinkTarget is { } target)
            {
                string rest = path[step.Length..].TrimStart(Path.DirectorySeparatorChar);
                string led = Path.GetFullPath(
                    Path.Combine(Path.GetDirectoryName(step)!, target, rest)
                );
                return linksLeft > 0 && StaysInside(led, linksLeft - 1);
            }
        }

        return true;
    }
}
