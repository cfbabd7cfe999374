using System.Text;

namespace Interplay.Cli.Terminal;

/// <summary>
/// Standard output and standard error as a process has them. Output that cannot be written is an error with a name; messages that cannot be written are
/// lost, since there is nowhere to say so. A reader that has gone away, as <c>head</c> does, is no error.
/// </summary>
internal static class StandardOutput
{
    /// <summary>Installs both. Called once, when the process begins.</summary>
    public static void Install()
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.OutputEncoding = encoding;
        Console.SetOut(
            new StreamWriter(new Watched(Console.OpenStandardOutput(), isOutput: true), encoding)
            {
                AutoFlush = true,
            }
        );
        Console.SetError(
            new StreamWriter(new Watched(Console.OpenStandardError(), isOutput: false), encoding)
            {
                AutoFlush = true,
            }
        );
    }

    public static InterplayException Unwritable(Exception cause) =>
        new(
            ErrorKind.Missing,
            "file-unwritable",
            $"Standard output cannot be written: {cause.Message}",
            cause
        );

    private sealed class Watched(Stream inner, bool isOutput) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) =>
            Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (IOException exception)
            {
                if (isOutput)
                {
                    throw Unwritable(exception);
                }
            }
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
