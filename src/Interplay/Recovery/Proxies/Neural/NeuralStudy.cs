using System.Globalization;
using Interplay.Interactions;
using Interplay.Recovery.Folds;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>Ensembles of perceptrons trained on the training side of every fold. Each stops on rows of its own training side, so the error is honest.</summary>
internal sealed class NeuralStudy : IProxyStudy
{
    private const ulong Seed = 0x4E45_5552;

    private readonly FoldedValues _data;
    private readonly NeuralOptions _options;
    private readonly PerceptronEnsemble[] _folds;

    private NeuralStudy(FoldedValues data, NeuralOptions options, PerceptronEnsemble[] folds)
    {
        _data = data;
        _options = options;
        _folds = folds;
        Error = data.Mean(folds.Length, ValidationError);
    }

    /// <inheritdoc/>
    public double Error { get; }

    /// <inheritdoc/>
    public string Settings =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_options.Members} of {string.Join(" and ", _options.Widths)} hidden units, cross-validated R2 {1 - Error:0.0000} by themselves"
        );

    public static NeuralStudy Run(
        FoldedValues data,
        NeuralOptions options,
        CancellationToken cancellationToken
    )
    {
        var folds = new PerceptronEnsemble[data.FoldCount];
        Parallel.For(
            0,
            folds.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            fold =>
                folds[fold] = PerceptronEnsemble.Train(
                    data.Masks.Folds[fold].Train.Columns,
                    data.Train(fold),
                    options,
                    Seed + (ulong)fold,
                    cancellationToken
                )
        );
        return new NeuralStudy(data, options, folds);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> Read(int fold, int limit, int maxOrder) =>
        Read(_folds[fold], limit, maxOrder, default);

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> ReadAll(
        int limit,
        int maxOrder,
        CancellationToken cancellationToken
    ) =>
        Read(
            PerceptronEnsemble.Train(
                _data.Masks.All.Columns,
                _data.Values,
                _options,
                Seed + (ulong)_folds.Length,
                cancellationToken
            ),
            limit,
            maxOrder,
            cancellationToken
        );

    private SpectrumTerm[] Read(
        PerceptronEnsemble networks,
        int limit,
        int maxOrder,
        CancellationToken cancellationToken
    ) =>
        FunctionReading.Largest(
            networks.Predict,
            _data.Masks.All.ColumnCount,
            limit,
            maxOrder,
            cancellationToken
        );

    private double ValidationError(int fold)
    {
        double[] predicted = _folds[fold].Predict(_data.Masks.Folds[fold].Validation.Columns);
        double[] values = _data.Validation(fold);
        double error = 0;
        for (int row = 0; row < values.Length; row++)
        {
            error += (values[row] - predicted[row]) * (values[row] - predicted[row]);
        }

        return error / values.Length;
    }
}
