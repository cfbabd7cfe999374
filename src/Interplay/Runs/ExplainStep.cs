namespace Interplay.Runs;

/// <summary>The steps of an explanation.</summary>
public enum ExplainStep
{
    /// <summary>Choosing the masks.</summary>
    Plan,

    /// <summary>Asking the value function.</summary>
    Evaluate,

    /// <summary>From values to spectra.</summary>
    Recover,
}
