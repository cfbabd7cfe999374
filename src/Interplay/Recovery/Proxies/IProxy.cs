namespace Interplay.Recovery.Proxies;

/// <summary>
/// A model that is cheap to read and stands in for the value function (ProxySPEX, section 3). A proxy tunes itself by cross-validation and
/// then names the Fourier terms it found; their coefficients are refitted afterwards.
/// </summary>
internal interface IProxy
{
    /// <summary>What notes call it.</summary>
    string Name { get; }

    /// <summary>Tunes the proxy on the folds. Null when it cannot be afforded; the reason is then in <paramref name="note"/>.</summary>
    IProxyStudy? Study(FoldedValues data, out string note, CancellationToken cancellationToken);
}
