using System.Globalization;

namespace Interplay.Training.Tables;

/// <summary>How one column becomes numbers: standardised, or one number a category.</summary>
internal sealed class ColumnEncoding
{
    private const int MostCategories = 1000;

    private readonly double _mean;
    private readonly double _deviation;
    private readonly string[]? _categories;

    private ColumnEncoding(string name, double mean, double deviation, string[]? categories)
    {
        Name = name;
        _mean = mean;
        _deviation = deviation;
        _categories = categories;
    }

    public string Name { get; }

    /// <summary>How many numbers it gives; none for a column that never changes.</summary>
    public int Width => _categories?.Length ?? (_deviation > 0 ? 1 : 0);

    public static ColumnEncoding Fit(string name, IReadOnlyList<string> cells)
    {
        double[]? numbers = Numbers(cells);
        if (numbers is not null)
        {
            double mean = numbers.Length == 0 ? 0 : numbers.Average();
            double variance =
                numbers.Length == 0 ? 0 : numbers.Average(x => (x - mean) * (x - mean));
            return new ColumnEncoding(name, mean, Math.Sqrt(variance), null);
        }

        string[] categories =
        [
            .. cells
                .Where(static cell => cell.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        return categories.Length <= MostCategories
            ? new ColumnEncoding(name, 0, 0, categories.Length > 1 ? categories : [])
            : throw new InterplayException(
                ErrorKind.Data,
                "column-not-a-feature",
                $"Column '{name}' holds {categories.Length} different texts, too many to be categories (at most {MostCategories}); leave it out with --drop."
            );
    }

    /// <summary>Writes the numbers of a cell. A missing number stands at the mean; a missing or new category is none of those known.</summary>
    public void Encode(string cell, Span<double> target)
    {
        if (_categories is not null)
        {
            int place = Array.BinarySearch(_categories, cell, StringComparer.Ordinal);
            target.Clear();
            if (place >= 0)
            {
                target[place] = 1;
            }
        }
        else if (target.Length == 1)
        {
            target[0] = cell.Length == 0 ? 0 : (Number(cell) - _mean) / _deviation;
        }
    }

    private double Number(string cell) =>
        TryNumber(cell, out double number)
            ? number
            : throw TrainingData.Malformed(
                $"Column '{Name}' holds numbers in the training table; found '{cell}'."
            );

    private static double[]? Numbers(IReadOnlyList<string> cells)
    {
        var numbers = new List<double>(cells.Count);
        foreach (string cell in cells)
        {
            if (TryNumber(cell, out double number))
            {
                numbers.Add(number);
            }
            else if (cell.Length > 0)
            {
                return null;
            }
        }

        return [.. numbers];
    }

    internal static bool TryNumber(string cell, out double number) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);
}
