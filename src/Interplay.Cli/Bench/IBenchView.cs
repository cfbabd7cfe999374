namespace Interplay.Cli.Bench;

/// <summary>Shows how far a bench is.</summary>
internal interface IBenchView
{
    /// <summary>A cell begins.</summary>
    /// <param name="question">The cell, without figures.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="total">Number of cells.</param>
    /// <returns>Receives the finished share of the cell, 0 to 1, from any thread.</returns>
    IProgress<double> Begin(BenchCell question, int number, int total);

    /// <summary>A cell is done, or was known from an earlier run.</summary>
    void End(BenchCell cell, int number, int total, bool isKnown);
}
