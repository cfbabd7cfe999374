namespace Interplay.Studies;

/// <summary>
/// What a method of another package reached: shapiq 1.6.0 and spectral-explain 0.0.4 in Python 3.11 on one thread, processor seconds without
/// the value function. R2 is on held-out masks, recall the share of the true top terms (of the top ten, for ProxySPEX) that was found.
/// </summary>
internal sealed record PeerFigure(
    string Game,
    string Method,
    int Budget,
    double R2,
    double Recall,
    string Seconds
)
{
    /// <summary>The figures for the games that lie in a folder.</summary>
    public static IEnumerable<PeerFigure> ForGamesIn(string folder) =>
        File.ReadLines("bench/Interplay.Studies/peers.csv")
            .Skip(1)
            .Select(static line => line.Split(','))
            .Select(static cells => new PeerFigure(
                cells[0],
                cells[1],
                int.Parse(cells[2]),
                double.Parse(cells[3]),
                double.Parse(cells[4]),
                cells[5]
            ))
            .Where(figure => GameFolder.Has(folder, figure.Game));
}
