namespace Interplay.Onnx.Graphs;

/// <summary>Files that may be links.</summary>
internal static class FileInfoExtensions
{
    /// <summary>The bytes that reading a file gives: of a link, <see cref="FileInfo.Length"/> is that of its path.</summary>
    public static long LengthBehindLinks(this FileInfo file) =>
        file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target
            ? target.Length
            : file.Length;
}
