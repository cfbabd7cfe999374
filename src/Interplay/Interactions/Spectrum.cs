using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Interplay.Masks;

namespace Interplay.Interactions;

/// <summary>
/// A sparse Fourier (Walsh-Hadamard) spectrum: f(m) = sum over S of F(S) (-1)^|S and m|, where a mask bit of 1 means kept.
/// Immutable; terms are sorted by order, then by parts, so that equal spectra print alike.
/// </summary>
public sealed partial class Spectrum
{
    private readonly SpectrumTerm[] _terms;
    private readonly Lazy<Dictionary<PartSet, int>> _index;

    /// <summary>Creates a spectrum.</summary>
    /// <param name="partCount">Number of parts of the function.</param>
    /// <param name="terms">The terms; each set at most once, coefficients finite, standard errors finite and not negative.</param>
    /// <exception cref="ArgumentException">A set twice, a part out of range, or a number that is not finite.</exception>
    public Spectrum(int partCount, IEnumerable<SpectrumTerm> terms)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partCount);
        ArgumentNullException.ThrowIfNull(terms);
        PartCount = partCount;
        _terms = [.. terms];
        Array.Sort(_terms, static (a, b) => a.Parts.CompareTo(b.Parts));
        for (int i = 0; i < _terms.Length; i++)
        {
            ReadOnlySpan<int> parts = _terms[i].Parts.Parts;
            if (parts.Length > 0 && parts[^1] >= partCount)
            {
                throw new ArgumentException(
                    $"Term {_terms[i].Parts} is not over {partCount} parts.",
                    nameof(terms)
                );
            }

            if (!double.IsFinite(_terms[i].Coefficient))
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The coefficient of {_terms[i].Parts} is {_terms[i].Coefficient}; it must be finite."
                    ),
                    nameof(terms)
                );
            }

            if (_terms[i].StandardError is double error && !(error >= 0 && double.IsFinite(error)))
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The standard error of {_terms[i].Parts} is {error}; it must be finite and not negative, or null."
                    ),
                    nameof(terms)
                );
            }

            if (i > 0 && _terms[i].Parts == _terms[i - 1].Parts)
            {
                throw new ArgumentException(
                    $"Term {_terms[i].Parts} is given twice.",
                    nameof(terms)
                );
            }
        }

        _index = new Lazy<Dictionary<PartSet, int>>(() =>
        {
            var index = new Dictionary<PartSet, int>(_terms.Length);
            for (int i = 0; i < _terms.Length; i++)
            {
                index.Add(_terms[i].Parts, i);
            }

            return index;
        });
    }

    /// <summary>Number of parts of the function.</summary>
    public int PartCount { get; }

    /// <summary>The terms, sorted by order, then by parts.</summary>
    public IReadOnlyList<SpectrumTerm> Terms => _terms;

    /// <summary>The highest order among the terms; 0 when there is none but the constant.</summary>
    public int MaxOrder => _terms.Length == 0 ? 0 : _terms[^1].Parts.Order;

    /// <summary>F of the empty set: the mean over uniform masks; 0 when absent.</summary>
    public double Constant => this[PartSet.Empty];

    /// <summary>The coefficient of a set; 0 when it is absent.</summary>
    public double this[PartSet parts] =>
        TryGet(parts, out SpectrumTerm term) ? term.Coefficient : 0;

    /// <summary>Looks a term up.</summary>
    public bool TryGet(PartSet parts, [MaybeNullWhen(false)] out SpectrumTerm term)
    {
        bool found = _index.Value.TryGetValue(parts, out int i);
        term = found ? _terms[i] : default;
        return found;
    }

    /// <summary>The value of the spectrum at one packed mask.</summary>
    public double Evaluate(ReadOnlySpan<ulong> mask)
    {
        double sum = 0;
        foreach (SpectrumTerm term in _terms)
        {
            sum += term.Coefficient * term.Parts.Character(mask);
        }

        return sum;
    }
}
