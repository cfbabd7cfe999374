namespace Interplay.Llm.Documents;

/// <summary>What some documents do for a value together, or one alone.</summary>
public enum DocumentRole
{
    /// <summary>One document carries the value: without it at least three quarters are lost.</summary>
    Carries,

    /// <summary>One document adds its share, whatever the others do.</summary>
    Adds,

    /// <summary>All of the documents are needed at once: without any of them most of what they give is lost.</summary>
    Together,

    /// <summary>Any one of the documents is enough: only without all of them is it lost.</summary>
    Either,

    /// <summary>One of several groups is enough, or some documents with one of several others.</summary>
    Alternatives,

    /// <summary>Together the documents give more than apart, but each gives something alone.</summary>
    Reinforce,

    /// <summary>The documents say partly the same: together they give less than the sum.</summary>
    Overlap,

    /// <summary>The documents undo each other: with all of them it is as with none, with some of them it is not.</summary>
    Cancel,

    /// <summary>The document matters only where others are missing.</summary>
    Spare,

    /// <summary>The value rises when the documents are removed.</summary>
    Hurts,

    /// <summary>Nothing changes, whatever the others do.</summary>
    Nothing,

    /// <summary>There may be an effect, but it is within its error bar.</summary>
    Unclear,
}
