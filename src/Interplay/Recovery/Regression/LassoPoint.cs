using Interplay.Masks;

namespace Interplay.Recovery.Regression;

/// <summary>The lasso at one penalty.</summary>
/// <param name="Penalty">The penalty.</param>
/// <param name="Terms">Terms with a coefficient that is not zero.</param>
/// <param name="Coefficients">Their coefficients.</param>
/// <param name="Constant">The constant, for characters as they are.</param>
internal sealed record LassoPoint(
    double Penalty,
    PartSet[] Terms,
    double[] Coefficients,
    double Constant
)
{
    /// <summary>What the lasso predicts for some masks.</summary>
    public double[] Predict(BitColumns masks)
    {
        var predictions = new double[masks.RowCount];
        predictions.AsSpan().Fill(Constant);
        CharacterColumns characters = CharacterColumns.Of(masks, Terms);
        for (int term = 0; term < Terms.Length; term++)
        {
            characters.AddTo(term, Coefficients[term], predictions);
        }

        return predictions;
    }
}
