using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Interplay.Interactions.Trust;

namespace Interplay.Reports;

/// <summary>
/// Our JSON of an explanation, version 1, described by <c>docs/explanation.schema.json</c>. Fields have a fixed order and numbers the shortest
/// form that reads back exactly, so that equal explanations are equal byte by byte. Within a version fields may be added that files of before
/// do not have (rounds); a field that changes its meaning or goes makes a new version.
/// </summary>
public static class ExplanationJson
{
    /// <summary>The <c>schema</c> field of every file.</summary>
    public const string Schema = "interplay/explanation";

    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>Files beyond this many bytes are refused before they are parsed.</summary>
    public const int MaxBytes = 1 << 28;

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // Letters of every script stay readable; what HTML cares about is still escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Writes an explanation as UTF-8 JSON, indented, lines ended by a line feed.</summary>
    /// <exception cref="ArgumentException">Parts, spectra and interactions disagree about the parts.</exception>
    public static void Write(Explanation explanation, Stream target)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(target);
        using var json = new Utf8JsonWriter(target, Options);
        Write(explanation, json);
    }

    /// <summary>Writes an explanation as a string of JSON.</summary>
    public static string Write(Explanation explanation)
    {
        using var buffer = new MemoryStream();
        Write(explanation, buffer);
        return System.Text.Encoding.UTF8.GetString(
            buffer.GetBuffer().AsSpan(0, (int)buffer.Length)
        );
    }

    internal static void Write(Explanation explanation, Utf8JsonWriter target)
    {
        Check(explanation);
        JsonSerializer.Serialize(
            target,
            new ExplanationDocument(explanation),
            ExplanationContext.Default.ExplanationDocument
        );
    }

    /// <summary>Reads an explanation.</summary>
    /// <param name="source">UTF-8 JSON; read to its end.</param>
    /// <exception cref="InterplayException">
    /// Truncated, malformed, inconsistent or too large (<c>explanation-malformed</c>), or of a version that is not known
    /// (<c>explanation-version-unknown</c>).
    /// </exception>
    public static Explanation Read(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ExplanationReader.Read(
            JsonBytes.ReadAll(source, MaxBytes, ExplanationReader.Malformed)
        );
    }

    /// <summary>Reads an explanation from UTF-8 bytes; errors as for <see cref="Read(Stream)"/>.</summary>
    public static Explanation Read(ReadOnlyMemory<byte> utf8) =>
        utf8.Length > MaxBytes
            ? throw JsonBytes.TooLarge(MaxBytes, ExplanationReader.Malformed)
            : ExplanationReader.Read(utf8);

    /// <summary>What is written must read back.</summary>
    private static void Check(Explanation explanation)
    {
        for (int i = 0; i < explanation.PartCount; i++)
        {
            if (explanation.Parts[i].Index != i)
            {
                throw new ArgumentException(
                    $"Part {i} of the explanation has index {explanation.Parts[i].Index}.",
                    nameof(explanation)
                );
            }
        }

        foreach (Round round in explanation.Rounds)
        {
            if (round.Scores.Count != explanation.Outputs.Count)
            {
                throw new ArgumentException(
                    $"A round has {round.Scores.Count} scores; the explanation has {explanation.Outputs.Count} outputs.",
                    nameof(explanation)
                );
            }
        }

        foreach (ExplainedOutput output in explanation.Outputs)
        {
            if (
                output.Spectrum.PartCount != explanation.PartCount
                || output.Interactions.PartCount != explanation.PartCount
            )
            {
                throw new ArgumentException(
                    $"The explanation has {explanation.PartCount} parts, the spectrum of '{output.Name}' {output.Spectrum.PartCount} and its interactions {output.Interactions.PartCount}.",
                    nameof(explanation)
                );
            }
        }
    }
}
