namespace Interplay.Recovery.ProxySpex;

/// <summary>The models that ProxySPEX can put in place of the value function.</summary>
public enum ProxyKind
{
    /// <summary>Gradient-boosted regression trees, read exactly (the paper's proxy).</summary>
    Trees,

    /// <summary>The lasso over all single parts.</summary>
    Linear1,

    /// <summary>The lasso over all single parts and all pairs; left out, with a note, where there are too many pairs.</summary>
    Linear2,

    /// <summary>A look at the correlation of every term up to the highest affordable order: finds pure parities, which trees cannot see.</summary>
    Screen,

    /// <summary>An ensemble of small multilayer perceptrons, read by SPEX at masks that cost nothing. An option; the default pool does without it.</summary>
    Neural,
}
