namespace Interplay.Recovery.Spex;

/// <summary>Joins the progress of outputs that are recovered side by side into one share that never falls.</summary>
internal sealed class ProgressShares(int outputs, IProgress<double>? progress)
{
    private readonly Lock _gate = new();
    private readonly double[] _shares = new double[outputs];

    public void Report(int output, double share)
    {
        if (progress is null)
        {
            return;
        }

        lock (_gate)
        {
            double capped = Math.Clamp(share, _shares[output], 1);
            if (capped > _shares[output])
            {
                _shares[output] = capped;
                progress.Report(_shares.Sum() / outputs);
            }
        }
    }
}
