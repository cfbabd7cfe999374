namespace Interplay;

/// <summary>What went wrong, in the broad classes that callers and scripts tell apart.</summary>
public enum ErrorKind
{
    /// <summary>The request itself makes no sense: an unknown name, an option out of range.</summary>
    Request,

    /// <summary>Data handed in are malformed: a ragged mask, a non-finite value, truncated JSON.</summary>
    Data,

    /// <summary>The budget is below the least that the request needs.</summary>
    Budget,

    /// <summary>The value function (the model) failed or gave a non-finite number.</summary>
    ValueFunction,

    /// <summary>A file that was named does not exist or cannot be read.</summary>
    Missing,
}
