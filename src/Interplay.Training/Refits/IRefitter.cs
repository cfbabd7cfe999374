namespace Interplay.Training.Refits;

/// <summary>Fits one model to the kept rows and scores the test rows with it. Safe for use by many threads.</summary>
internal interface IRefitter
{
    /// <summary>What the fit depends on beside the data: its name and options.</summary>
    string Identity { get; }

    /// <summary>Memory for one thread.</summary>
    object CreateWorkspace();

    /// <summary>Fits and scores.</summary>
    /// <param name="mask">The kept parts, packed.</param>
    /// <param name="scores">Receives one number a test row.</param>
    /// <param name="workspace">Memory of this thread.</param>
    void Refit(ReadOnlySpan<ulong> mask, Span<double> scores, object workspace);
}
