using Interplay.Recovery.Folds;

namespace Interplay.Recovery.Proxies;

/// <summary>
/// A model that is cheap to read and stands in for the value function (ProxySPEX, section 3). A proxy tunes itself by cross-validation and
/// then names the Fourier terms it found; their coefficients are refitted afterwards.
/// </summary>
internal interface IProxy
{
    /// <summary>What notes call it.</summary>
    string Name { get; }

    /// <summary>Tunes the proxy on the folds. Null when it is left out; the reason is then in <paramref name="note"/>.</summary>
    IProxyStudy? Study(FoldedValues data, out string note, CancellationToken cancellationToken);

    /// <summary>The same for a proxy that gives up when it is far behind.</summary>
    /// <param name="data">The values.</param>
    /// <param name="least">The least error of the proxies tuned before; infinite for the first.</param>
    /// <param name="note">Why there is none.</param>
    /// <param name="cancellationToken">Stops the tuning.</param>
    IProxyStudy? Study(
        FoldedValues data,
        double least,
        out string note,
        CancellationToken cancellationToken
    ) => Study(data, out note, cancellationToken);
}
