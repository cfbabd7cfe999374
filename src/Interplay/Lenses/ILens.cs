using Interplay.Masks;

namespace Interplay.Lenses;

/// <summary>Turns an input into parts, and a mask into its ablated version. Pure and safe for use by many threads.</summary>
/// <typeparam name="TInput">What is explained: a text, a table row, an image.</typeparam>
public interface ILens<TInput>
{
    /// <summary>The parts in the order of the mask bits.</summary>
    IReadOnlyList<Part> Parts { get; }

    /// <summary>Identity of the input and of everything that decides its parts and ablations, the same in every process.</summary>
    string Fingerprint { get; }

    /// <summary>The input with the parts that are not kept taken away. The full mask gives back the input itself.</summary>
    /// <param name="kept">The kept parts; as many bits as there are <see cref="Parts"/>.</param>
    /// <exception cref="ArgumentException">The mask is over another number of parts.</exception>
    TInput Ablate(Mask kept);
}
