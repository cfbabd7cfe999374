using Interplay.Interactions;

namespace Interplay.Recovery.Proxies;

/// <summary>A tuned proxy, fitted on the training side of every fold and, when asked for, on all masks.</summary>
internal interface IProxyStudy
{
    /// <summary>Mean squared error of the proxy's own predictions on the validation sides; values have unit variance.</summary>
    double Error { get; }

    /// <summary>The settings chosen, for the notes.</summary>
    string Settings { get; }

    /// <summary>The terms read from the proxy fitted on one fold's training side, largest first, without the constant.</summary>
    IReadOnlyList<SpectrumTerm> Read(int fold, int limit, int maxOrder);

    /// <summary>The terms read from the proxy fitted on all masks.</summary>
    IReadOnlyList<SpectrumTerm> ReadAll(
        int limit,
        int maxOrder,
        CancellationToken cancellationToken
    );
}
