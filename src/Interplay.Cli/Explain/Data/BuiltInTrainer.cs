using System.Globalization;
using Interplay.Training.MLNet;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Data;

/// <summary>A trainer that is no program of the user's, with its options.</summary>
internal sealed class BuiltInTrainer
{
    private readonly Trainer _kind;
    private readonly RetrainingOptions _refits;
    private readonly TreeOptions? _trees;

    private BuiltInTrainer(
        Trainer kind,
        bool isClassification,
        RetrainingOptions refits,
        TreeOptions? trees
    )
    {
        _kind = kind;
        _refits = refits;
        _trees = trees;
        GivesLogOdds = isClassification && kind != Trainer.Ridge;
    }

    /// <summary>Whether its scores are log-odds of two classes.</summary>
    public bool GivesLogOdds { get; }

    /// <summary>The trainer in words.</summary>
    public string Name =>
        _kind switch
        {
            Trainer.Logistic => Penalised("logistic regression"),
            Trainer.Ridge => Penalised("ridge regression"),
            Trainer.Lbfgs => Penalised("logistic regression by ML.NET"),
            Trainer.LightGbm => "LightGBM",
            Trainer.FastTree => "FastTree",
            _ => $"{_refits.Neighbours} nearest neighbours",
        };

    /// <summary>The trainer that was asked for; logistic regression for two classes and ridge regression for numbers where none was.</summary>
    public static BuiltInTrainer Of(DataRequest request, bool isClassification) =>
        new(
            request.Trainer ?? (isClassification ? Trainer.Logistic : Trainer.Ridge),
            isClassification,
            request.Refits,
            request.Trees
        );

    /// <summary>The trainer on these rows, its scores read of the test rows.</summary>
    public IValueFunction FunctionOf(TrainingData train, TrainingData test, DataLens lens)
    {
        var options = new EstimatorOptions { Threads = _refits.Threads };
        return _kind switch
        {
            Trainer.Logistic => RetrainingFunction.Logistic(train, test, lens, _refits),
            Trainer.Ridge => RetrainingFunction.Ridge(train, test, lens, _refits),
            Trainer.LightGbm => EstimatorFunction.LightGbm(train, test, lens, _trees, options),
            Trainer.FastTree => EstimatorFunction.FastTree(train, test, lens, _trees, options),
            Trainer.Lbfgs => EstimatorFunction.Lbfgs(train, test, lens, _refits.Penalty, options),
            _ => RetrainingFunction.NearestNeighbours(train, test, lens, _refits),
        };
    }

    private string Penalised(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} (penalty {_refits.Penalty})");
}
