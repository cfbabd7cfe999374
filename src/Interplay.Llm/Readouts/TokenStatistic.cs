namespace Interplay.Llm.Readouts;

/// <summary>What is made of the log-probabilities of some tokens.</summary>
internal enum TokenStatistic
{
    /// <summary>Their sum: the log-probability of the text.</summary>
    Sum,

    /// <summary>The log-odds of the text, log p/(1-p) with log p the sum.</summary>
    Logit,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Each for itself.</summary>
    Each,
}
