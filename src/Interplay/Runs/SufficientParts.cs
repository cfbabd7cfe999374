using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>
/// Parts that together are enough for what the value function says of the whole input, and none of which can be spared: found by asking, not read from
/// a spectrum. What is said is the side on which the value lies: of zero for log-odds, of the middle between all parts and none otherwise.
/// </summary>
public sealed record SufficientParts
{
    /// <summary>The parts.</summary>
    public required PartSet Parts { get; init; }

    /// <summary>The value with all parts, in the unit of the output.</summary>
    public required double Whole { get; init; }

    /// <summary>The value with these parts alone.</summary>
    public required double Alone { get; init; }

    /// <summary>Of the values with one of these parts taken from them, that which is nearest to the side of the whole.</summary>
    public required double WithoutOne { get; init; }

    /// <summary>Different masks that were looked at, those known before among them.</summary>
    public required int Asked { get; init; }

    /// <summary>
    /// Takes parts away, the least influential first and many at a time, as long as the side stays; then tries each one that is left by itself. The same
    /// journal as that of the run is not charged twice for a mask.
    /// </summary>
    /// <param name="request">The request that was explained.</param>
    /// <param name="explanation">What came out of it; its first output is looked at.</param>
    /// <param name="mostAsked">Most masks to look at.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The parts; null where the side is that of no parts too, so that none are needed, or where it takes more masks.</returns>
    /// <exception cref="InterplayException">The value function failed, or a limit of what may be spent was reached.</exception>
    public static async Task<SufficientParts?> FindAsync(
        FunctionRequest request,
        Explanation explanation,
        int mostAsked,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(explanation);
        var search = new Search(request, explanation, mostAsked, cancellationToken);
        return await search.RunAsync();
    }

    private sealed class Search(
        FunctionRequest request,
        Explanation explanation,
        int mostAsked,
        CancellationToken cancellationToken
    )
    {
        private readonly AblationEvaluator _evaluator = new(request.Function, request.Journal);
        private readonly Dictionary<Mask, double> _values = [];
        private readonly int _parts = request.Function.PartCount;
        private double _threshold;
        private bool _isAbove;
        private bool _isOver;

        public async Task<SufficientParts?> RunAsync()
        {
            double whole = await AskAsync(Mask.Full(_parts));
            double none = await AskAsync(Mask.Empty(_parts));
            _threshold = explanation.Readout is { IsLogOdds: true } ? 0 : (whole + none) / 2;
            _isAbove = whole >= _threshold;
            if (whole == none || Stays(none))
            {
                return null;
            }

            double[] influences = explanation.Outputs[0].Spectrum.Influences();
            int[] order =
            [
                .. Enumerable
                    .Range(0, _parts)
                    .OrderBy(part => influences[part])
                    .ThenBy(part => part),
            ];
            var kept = new HashSet<int>(order);
            await RemoveAsync(kept, order);
            double nearest = await SpareAsync(kept);
            return _isOver
                ? null
                : new SufficientParts
                {
                    Parts = PartSet.Of([.. kept.Order()]),
                    Whole = whole,
                    Alone = await AskAsync(Of(kept)),
                    WithoutOne = nearest,
                    Asked = _values.Count,
                };
        }

        /// <summary>Removes all of some parts that can be spared together, or else each half of them.</summary>
        private async Task RemoveAsync(HashSet<int> kept, ReadOnlyMemory<int> parts)
        {
            if (parts.Length == 0 || _isOver)
            {
                return;
            }

            double value = await AskAsync(Of(kept.Except(parts.ToArray())));
            if (!_isOver && Stays(value))
            {
                kept.ExceptWith(parts.ToArray());
            }
            else if (parts.Length > 1)
            {
                int half = parts.Length / 2;
                await RemoveAsync(kept, parts[..half]);
                await RemoveAsync(kept, parts[half..]);
            }
        }

        /// <summary>Tries each part that is left by itself, until none can be spared, and gives the value nearest to the side of the whole.</summary>
        private async Task<double> SpareAsync(HashSet<int> kept)
        {
            while (true)
            {
                double nearest = _isAbove ? double.NegativeInfinity : double.PositiveInfinity;
                int? spared = null;
                foreach (int part in kept.Order())
                {
                    double value = await AskAsync(Of(kept.Where(other => other != part)));
                    if (!_isOver && Stays(value))
                    {
                        spared = part;
                        break;
                    }

                    nearest = _isAbove ? Math.Max(nearest, value) : Math.Min(nearest, value);
                }

                if (spared is not { } one || _isOver)
                {
                    return nearest;
                }

                kept.Remove(one);
            }
        }

        private bool Stays(double value) => value >= _threshold == _isAbove;

        private Mask Of(IEnumerable<int> parts) => Mask.Keeping(_parts, [.. parts]);

        private async Task<double> AskAsync(Mask mask)
        {
            if (_values.TryGetValue(mask, out double known))
            {
                return known;
            }

            _isOver |= _values.Count >= mostAsked;
            if (_isOver)
            {
                return double.NaN;
            }

            Ablations asked = (
                await _evaluator.EvaluateAsync(
                    MaskMatrix.From([mask]),
                    cancellationToken: cancellationToken
                )
            ).Read(request.Options.Readout);
            _values.Add(mask, asked.Values.Span[0]);
            return asked.Values.Span[0];
        }
    }
}
