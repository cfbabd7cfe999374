using System.Text.Json;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Lenses;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tables;

/// <summary>A file with what is known of a cheap value function: its spectra by the names of its outputs, and its parts where they have names.</summary>
public sealed class PriorFile
{
    private readonly string _name;
    private readonly IReadOnlyList<(string Output, Spectrum Spectrum)> _spectra;
    private readonly IReadOnlyList<Part>? _parts;

    private PriorFile(
        string name,
        IReadOnlyList<(string Output, Spectrum Spectrum)> spectra,
        IReadOnlyList<Part>? parts
    )
    {
        _name = name;
        _spectra = spectra;
        _parts = parts;
    }

    /// <summary>Reads an explanation, interaction values of shapiq, or an ablation table, which is recovered with the default method first.</summary>
    /// <param name="path">The file; tables are known by the endings of their names.</param>
    /// <param name="cancellationToken">Stops the reading, and the recovery of a table.</param>
    /// <exception cref="InterplayException">The file is missing or malformed, or <c>prior-index-unknown</c>.</exception>
    public static async Task<PriorFile> ReadAsync(
        string path,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        if (
            AblationTableFile.Endings.Any(ending =>
                path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            return OfTable(
                path,
                await AblationTableFile.ReadAsync(path, null, cancellationToken),
                cancellationToken
            );
        }

        await using Stream file = WholeFile.OpenRead(path);
        return await ReadJsonAsync(file, path, cancellationToken);
    }

    /// <summary>Reads an explanation, or interaction values of shapiq.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException">It is malformed, or <c>prior-index-unknown</c>.</exception>
    public static async Task<PriorFile> ReadJsonAsync(
        Stream json,
        string name,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(json);
        using var bytes = new MemoryStream();
        var block = new byte[1 << 16];
        int read;
        while ((read = await json.ReadAsync(block, cancellationToken)) > 0)
        {
            bytes.Write(block, 0, read);
            if (bytes.Length > ExplanationJson.MaxBytes)
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "explanation-malformed",
                    $"'{name}' has more than {ExplanationJson.MaxBytes} bytes."
                );
            }
        }

        bytes.Position = 0;
        if (IsOfShapiq(bytes))
        {
            ShapiqValues values = ShapiqJson.Read(bytes);
            return new PriorFile(
                name,
                [("value", Function(values.ToInteractionValues(), name))],
                null
            );
        }

        Explanation explanation = ExplanationJson.Read(bytes);
        return new PriorFile(
            name,
            [.. explanation.Outputs.Select(static output => (output.Name, output.Spectrum))],
            explanation.Input is null ? null : explanation.Parts
        );
    }

    /// <summary>The spectra for the outputs of a run: by name, or the only one for all.</summary>
    /// <param name="partCount">Number of parts of the run.</param>
    /// <param name="outputs">Names of its outputs.</param>
    /// <param name="parts">Its parts; null when they have no names.</param>
    /// <exception cref="InterplayException"><c>prior-mismatch</c>: other parts, or an output that the prior lacks.</exception>
    public IReadOnlyList<Spectrum> For(
        int partCount,
        IReadOnlyList<string> outputs,
        IReadOnlyList<Part>? parts = null
    )
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (_spectra[0].Spectrum.PartCount != partCount)
        {
            throw Mismatch(
                $"is over {_spectra[0].Spectrum.PartCount} parts; this run has {partCount}"
            );
        }

        for (int part = 0; _parts is not null && parts is not null && part < partCount; part++)
        {
            if (!string.Equals(_parts[part].Text, parts[part].Text, StringComparison.Ordinal))
            {
                throw Mismatch(
                    $"has '{_parts[part].Text}' as part {part}; this run has '{parts[part].Text}'"
                );
            }
        }

        return _spectra.Count == 1
            ? [_spectra[0].Spectrum]
            :
            [
                .. outputs.Select(output =>
                    _spectra
                        .Where(spectrum =>
                            string.Equals(spectrum.Output, output, StringComparison.Ordinal)
                        )
                        .Select(static spectrum => spectrum.Spectrum)
                        .FirstOrDefault()
                    ?? throw Mismatch(
                        $"has the outputs {string.Join(", ", _spectra.Select(static spectrum => spectrum.Output))}; '{output}' is not among them"
                    )
                ),
            ];
    }

    private static PriorFile OfTable(
        string path,
        AblationTable table,
        CancellationToken cancellationToken
    )
    {
        int[] rows = table.RowsOf(TableSplit.Train);
        if (rows.Length == 0 || table.Outputs.Count == 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "value-missing",
                $"The prior '{path}' has {rows.Length} train rows and {table.Outputs.Count} columns of values; at least one of each is needed."
            );
        }

        Explanation explanation = Explainer
            .Recover(
                new RecoveryRequest { Learned = table.Ablations(rows), Fingerprint = "prior" },
                cancellationToken: cancellationToken
            )
            .Explanation;
        return new PriorFile(
            path,
            [.. explanation.Outputs.Select(static output => (output.Name, output.Spectrum))],
            null
        );
    }

    private static bool IsOfShapiq(MemoryStream json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                json.GetBuffer().AsMemory(0, (int)json.Length)
            );
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("metadata", out _)
                && document.RootElement.TryGetProperty("data", out _);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader of explanations says what is wrong with it.
            return false;
        }
    }

    /// <summary>The function that the values stand for: exactly for Fourier, Banzhaf and Moebius values, and as the sum over subsets for those that share effects out.</summary>
    private static Spectrum Function(InteractionValues values, string path)
    {
        IEnumerable<Interaction> listed = values.Interactions.Where(static interaction =>
            interaction.Parts.Order > 0
        );
        return values.Index switch
        {
            InteractionIndex.Fourier => new Spectrum(
                values.PartCount,
                listed.Select(static value => new SpectrumTerm(value.Parts, value.Strength))
            ),
            InteractionIndex.BV or InteractionIndex.BII => new Spectrum(
                values.PartCount,
                listed.Select(static value => new SpectrumTerm(
                    value.Parts,
                    value.Strength * Math.Pow(-0.5, value.Parts.Order)
                ))
            ),
            InteractionIndex.Moebius
            or InteractionIndex.SV
            or InteractionIndex.KSII
            or InteractionIndex.STII
            or InteractionIndex.FSII
            or InteractionIndex.FBII => MoebiusSpectrum.Of(values.PartCount, listed),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "prior-index-unknown",
                $"The prior '{path}' holds {values.Index.ToName()} values, which no function can be read from; Fourier, BV, BII, Moebius, SV, k-SII, STII, FSII and FBII can be."
            ),
        };
    }

    private InterplayException Mismatch(string what) =>
        new(ErrorKind.Request, "prior-mismatch", $"The prior '{_name}' {what}.");
}
