using Interplay.Lenses;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Programs;

/// <summary>
/// Any program as a value function: it reads masks, or what is left of a text, and writes numbers, one JSON object a line (docs/programs.md). Answers come
/// back one by one, so that the journal has each as soon as it is there; a copy that fails is replaced, and its masks are tried again. Copies stay until
/// the function is disposed.
/// </summary>
public sealed class ProgramFunction : IRowValueFunction, IDisposable
{
    /// <summary>Longest request, in characters; one mask may take more.</summary>
    private const int LongestRequest = 1 << 22;

    private readonly ProgramOptions _options;
    private readonly ILens<string>? _lens;
    private readonly ProgramWorkers _workers;
    private readonly int _longestMask;

    private ProgramFunction(
        ProgramOptions options,
        IReadOnlyList<Part> parts,
        ILens<string>? lens,
        ProgramWorkers workers
    )
    {
        _options = options;
        _lens = lens;
        _workers = workers;
        _longestMask = parts.Count + 3 + (lens?.Ablate(Mask.Full(parts.Count)).Length ?? 0);
        PartCount = parts.Count;
        Outputs = workers.Greeting.Outputs;
        Fingerprint = Interplay.Fingerprint.Of([
            "program/1",
            options.Command,
            workers.Greeting.Identity,
            lens?.Fingerprint
                ?? Interplay.Fingerprint.Of([.. parts.Select(static part => part.Text)]),
            .. options.Files(ValueFaults.Named),
            .. Outputs,
        ]);
    }

    /// <inheritdoc/>
    public int PartCount { get; }

    /// <summary>Names of the outputs, as the program gave them in its greeting.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>
    /// Identity of the command, of the files that it names, of parts and outputs, and of what the program calls itself. What a program reads beside these may
    /// change unseen: it then names another identity, or is given another journal.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Starts the program, to learn its outputs.</summary>
    /// <param name="options">The program and its limits.</param>
    /// <param name="parts">What is taken away; the program is told their names. At least two.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="InterplayException">
    /// <c>too-few-parts</c>, <c>program-options-malformed</c>, <c>program-not-started</c>, <c>program-exited</c>, <c>program-timeout</c>,
    /// <c>program-malformed</c> or <c>program-error</c>.
    /// </exception>
    public static Task<ProgramFunction> CreateAsync(
        ProgramOptions options,
        IReadOnlyList<Part> parts,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        return CreateAsync(options, parts, null, cancellationToken);
    }

    /// <summary>Starts the program, to learn its outputs; it is then sent what is left of a text beside each mask.</summary>
    /// <param name="options">The program and its limits.</param>
    /// <param name="lens">The text and its parts.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="InterplayException">As for parts without a text.</exception>
    public static Task<ProgramFunction> CreateAsync(
        ProgramOptions options,
        ILens<string> lens,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(lens);
        return CreateAsync(options, lens.Parts, lens, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => EvaluateRowsAsync(masks, RowClaims.All, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        return RowWorkers.RunAsync(
            Enumerable.Range(0, masks.RowCount).Chunk(MasksAtATime(masks.RowCount)),
            _options.Workers,
            async (rows, stop) => await AskAsync(masks, await claims.TakeAsync(rows, stop), stop),
            cancellationToken
        );
    }

    /// <summary>Ends the copies of the program.</summary>
    public void Dispose() => _workers.EndIdle();

    private static async Task<ProgramFunction> CreateAsync(
        ProgramOptions options,
        IReadOnlyList<Part> parts,
        ILens<string>? lens,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (parts.Count < 2)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least 2 parts; found {parts.Count}."
            );
        }

        return new ProgramFunction(
            options,
            parts,
            lens,
            await ProgramWorkers.StartAsync(
                options,
                ValueFaults.Named,
                ProgramProtocol.Hello(parts),
                ProgramProtocol.ReadGreeting,
                cancellationToken
            )
        );
    }

    /// <summary>As many as the program takes, fewer where copies would have nothing to do or the line would be long.</summary>
    private int MasksAtATime(int rows)
    {
        int share = (rows + _options.Workers - 1) / _options.Workers;
        int fit = Math.Max(1, LongestRequest / _longestMask);
        return Math.Clamp(share, 1, Math.Min(fit, _workers.Greeting.MostMasks));
    }

    private async ValueTask<IReadOnlyList<EvaluatedRow>> AskAsync(
        MaskMatrix masks,
        IReadOnlyList<int> rows,
        CancellationToken cancellationToken
    )
    {
        if (rows.Count == 0)
        {
            return [];
        }

        Mask[] asked = [.. rows.Select(masks.GetMask)];
        int id = ProgramLine.IdOf(string.Join(',', asked));
        (double[][] values, AblationCost cost) = await _workers.AskAsync(
            ProgramProtocol.Request(id, asked, _lens),
            line => ProgramProtocol.ReadAnswer(line, id, asked.Length, Outputs.Count),
            cancellationToken
        );
        // One request was made for all.
        return
        [
            .. rows.Select((row, i) => new EvaluatedRow(row, values[i], i == 0 ? cost : default)),
        ];
    }
}
