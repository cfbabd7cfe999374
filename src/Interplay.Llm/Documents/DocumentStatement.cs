using Interplay.Masks;

namespace Interplay.Llm.Documents;

/// <summary>One thing that can be said of some documents.</summary>
/// <param name="Role">What they do.</param>
/// <param name="Documents">All the documents it is about, by their part numbers.</param>
/// <param name="Groups">The groups of which one is enough, for <see cref="DocumentRole.Alternatives"/>, smallest first; otherwise empty.</param>
/// <param name="Loss">What the value loses when all of them are removed and all others kept, in its unit; negative where it gains.</param>
/// <param name="StandardError">Standard error of the loss, for independent errors of the coefficients; null where it is not known.</param>
/// <param name="Sentence">The same in words, with the names of the documents.</param>
public sealed record DocumentStatement(
    DocumentRole Role,
    PartSet Documents,
    IReadOnlyList<PartSet> Groups,
    double Loss,
    double? StandardError,
    string Sentence
);
