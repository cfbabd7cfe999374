using System.Globalization;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.ValueFunctions;

namespace Interplay.Onnx.Mechanistic.Readings;

/// <summary>
/// What a model answers to a set of prompts while components are taken out of it: one output, the mean over the prompts, or one output a prompt.
/// A mask has one value on a machine, whatever stands beside it and however many cores compute. The model stays the caller's to dispose.
/// </summary>
public sealed class ComponentFunction : IValueFunction
{
    private readonly AblatableModel _model;
    private readonly ModelInputs[] _inputs;
    private readonly PromptReading[] _readings;
    private readonly ModelReadout _readout;
    private readonly AblationReference? _reference;
    private readonly int _prompts;

    /// <summary>Readies a model and its prompts. Each prompt is run once on the whole model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">The prompts, at least one.</param>
    /// <param name="readout">Which number is read of each.</param>
    /// <param name="reference">What stands in for removed components; needed for all kinds of ablation but zero.</param>
    /// <param name="eachPrompt">Whether each prompt is an output; if not, their mean is the only one.</param>
    /// <exception cref="InterplayException"><c>model-input-mismatch</c>, <c>model-failed</c>, <c>target-unknown</c> or <c>reference-missing</c>.</exception>
    public ComponentFunction(
        AblatableModel model,
        IReadOnlyList<ModelPrompt> prompts,
        ModelReadout readout = ModelReadout.LogOdds,
        AblationReference? reference = null,
        bool eachPrompt = false
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfZero(prompts.Count, nameof(prompts));
        _model = model;
        _readout = readout;
        _reference = reference;
        _prompts = prompts.Count;
        EachPrompt = eachPrompt;
        var readings = new List<PromptReading>();
        for (int i = 0; i < prompts.Count; i++)
        {
            PromptReading first = PromptReading.Of(model, prompts[i], i, 1, readout, null);
            readings.Add(first);
            if (prompts[i].Minus is { } minus)
            {
                readings.Add(PromptReading.Of(model, minus, i, -1, readout, first));
            }
        }

        _readings = [.. readings];
        _inputs = [.. readings.Select(static reading => reading.Inputs)];
        string[] names =
        [
            .. prompts.Select(static (prompt, i) => prompt.Name ?? $"prompt {i + 1}"),
        ];
        Outputs = eachPrompt ? Distinct(names) : [NameOf(readout)];
        var whole = new double[Outputs.Count];
        foreach (PromptReading reading in _readings)
        {
            whole[eachPrompt ? reading.Prompt : 0] +=
                reading.Sign * reading.Whole / (eachPrompt ? 1 : _prompts);
        }

        Whole = whole;
        Fingerprint = Interplay.Fingerprint.Of(
            "component-function/1",
            model.Fingerprint,
            reference?.Fingerprint ?? "",
            readout.ToString(),
            eachPrompt ? "each" : "mean",
            string.Join(';', _readings.Select(static reading => reading.Identity))
        );
    }

    /// <inheritdoc/>
    public int PartCount => _model.Parts.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Whether each prompt is an output.</summary>
    public bool EachPrompt { get; }

    /// <summary>What the whole model gives, one number an output.</summary>
    public IReadOnlyList<double> Whole { get; }

    /// <summary>The target of each prompt: the one that was asked about, or the whole model's own answer.</summary>
    public IReadOnlyList<int> Targets =>
        [
            .. _readings
                .Where(static reading => reading.Sign > 0)
                .Select(static reading => reading.Target),
        ];

    /// <inheritdoc/>
    public async ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            values.Length,
            masks.RowCount * Outputs.Count,
            nameof(values)
        );
        var read = new double[_readings.Length, masks.RowCount];
        await Task.Run(
                () =>
                    _model.Run(
                        _inputs,
                        masks,
                        (prompt, row, output) =>
                            read[prompt, row] = _readings[prompt].Read(_readout, output),
                        _reference,
                        cancellationToken
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        Sum(read, values.Span);
    }

    /// <summary>What a readout is called in reports, such as <c>log-odds</c>.</summary>
    public static string NameOf(ModelReadout readout) =>
        readout switch
        {
            ModelReadout.LogOdds => "log-odds",
            ModelReadout.LogProbability => "log-probability",
            ModelReadout.Loss => "loss",
            ModelReadout.Accuracy => "accuracy",
            _ => throw new ArgumentOutOfRangeException(
                nameof(readout),
                readout,
                "No such readout."
            ),
        };

    private static string[] Distinct(string[] names)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. names.Select(name =>
            {
                int count = seen[name] = seen.GetValueOrDefault(name) + 1;
                return count == 1
                    ? name
                    : $"{name} ({count.ToString(CultureInfo.InvariantCulture)})";
            }),
        ];
    }

    /// <summary>Sums in the order of the prompts, whatever order the runs ended in.</summary>
    private void Sum(double[,] read, Span<double> values)
    {
        values.Clear();
        int outputs = Outputs.Count;
        double weight = EachPrompt ? 1 : 1.0 / _prompts;
        for (int i = 0; i < _readings.Length; i++)
        {
            PromptReading reading = _readings[i];
            int output = EachPrompt ? reading.Prompt : 0;
            for (int row = 0; row < read.GetLength(1); row++)
            {
                values[row * outputs + output] += weight * reading.Sign * read[i, row];
            }
        }
    }
}
