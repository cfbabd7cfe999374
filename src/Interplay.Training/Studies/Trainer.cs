using System.Globalization;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Training.Studies;

/// <summary>What is trained anew on subsets of the training rows.</summary>
/// <param name="Name">The trainer in words, such as <c>logistic regression (penalty 1)</c>.</param>
/// <param name="FunctionOf">The score of every test row after training on the kept parts, of training rows, test rows and parts.</param>
public sealed record Trainer(
    string Name,
    Func<TrainingData, TrainingData, DataLens, IValueFunction> FunctionOf
)
{
    /// <summary>Whether it learns two classes only, so that the target is read as a class.</summary>
    public bool NeedsClasses { get; init; }

    /// <summary>Whether its scores are log-odds where the target is two classes; otherwise they are numbers always.</summary>
    public bool GivesLogOdds { get; init; } = true;

    /// <summary>Logistic regression.</summary>
    public static Trainer Logistic(RetrainingOptions? options = null) =>
        new(
            Penalised("logistic regression", options),
            (train, test, lens) => RetrainingFunction.Logistic(train, test, lens, options)
        )
        {
            NeedsClasses = true,
        };

    /// <summary>Ridge regression, of classes as +1 and -1.</summary>
    public static Trainer Ridge(RetrainingOptions? options = null) =>
        new(
            Penalised("ridge regression", options),
            (train, test, lens) => RetrainingFunction.Ridge(train, test, lens, options)
        )
        {
            GivesLogOdds = false,
        };

    /// <summary>A vote, or the mean, of the nearest kept rows.</summary>
    public static Trainer NearestNeighbours(RetrainingOptions? options = null) =>
        new(
            $"{(options ?? new RetrainingOptions()).Neighbours} nearest neighbours",
            (train, test, lens) => RetrainingFunction.NearestNeighbours(train, test, lens, options)
        );

    private static string Penalised(string name, RetrainingOptions? options) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name} (penalty {(options ?? new RetrainingOptions()).Penalty})"
        );
}
