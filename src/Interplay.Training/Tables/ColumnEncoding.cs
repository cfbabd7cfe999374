namespace Interplay.Training.Tables;

/// <summary>How one column becomes numbers: standardised, or one number a category.</summary>
internal sealed class ColumnEncoding
{
    private const int MostCategories = 1000;

    /// <summary>A column of this share of numbers is one of numbers, and what else stands in it is missing.</summary>
    private const double MostlyNumbers = 0.9;

    /// <summary>Of fewer different numbers beside other texts a column may as well be of codes, which are categories.</summary>
    private const int ManyNumbers = 10;

    private readonly double _mean;
    private readonly double _deviation;
    private readonly string[]? _categories;
    private readonly bool _isDecimalComma;
    private readonly HashSet<string> _strays;

    private ColumnEncoding(string name, NumberColumn column)
    {
        Name = name;
        Missing = column.Missing;
        _isDecimalComma = column.IsDecimalComma;
        _strays = column.Strays;
        if (column.Numbers.Count > 0)
        {
            double mean = column.Numbers.Average();
            _mean = mean;
            _deviation = Math.Sqrt(column.Numbers.Average(x => (x - mean) * (x - mean)));
        }
    }

    private ColumnEncoding(string name, string[] categories)
    {
        Name = name;
        _categories = categories;
        _strays = [];
    }

    public string Name { get; }

    /// <summary>How many numbers it gives; none for a column that never changes.</summary>
    public int Width => _categories?.Length ?? (_deviation > 0 ? 1 : 0);

    /// <summary>Whether it was read as numbers.</summary>
    public bool IsNumeric => _categories is null;

    /// <summary>How many cells of numbers are missing in the training table.</summary>
    public int Missing { get; }

    /// <summary>Texts that are taken for missing numbers, though no program means that by them.</summary>
    public IReadOnlyCollection<string> Strays => _strays;

    /// <summary>Whether a comma stands before the decimals.</summary>
    public bool IsDecimalComma => _isDecimalComma;

    /// <summary>The mean of a column of numbers; 0 where it has none.</summary>
    public double Mean => _mean;

    /// <summary>The standard deviation of a column of numbers; 0 where it never changes.</summary>
    public double Deviation => _deviation;

    /// <summary>Learns a column from its cells.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="mayBeAnyText">Whether it may hold more texts than there can be categories; it then cannot be encoded as them.</param>
    /// <exception cref="InterplayException"><c>column-not-a-feature</c>.</exception>
    public static ColumnEncoding Fit(
        string name,
        IReadOnlyList<string> cells,
        bool mayBeAnyText = false
    )
    {
        var points = NumberColumn.Read(cells, isDecimalComma: false);
        NumberColumn numbers = points;
        if (points.Strays.Count > 0)
        {
            var commas = NumberColumn.Read(cells, isDecimalComma: true);
            numbers = commas.Numbers.Count > points.Numbers.Count ? commas : points;
        }

        int texts = cells.Count - numbers.Missing - numbers.Numbers.Count;
        if (
            texts == 0
            || (
                numbers.Numbers.Count >= MostlyNumbers * (numbers.Numbers.Count + texts)
                && numbers.Numbers.Distinct().Skip(ManyNumbers).Any()
            )
        )
        {
            return new ColumnEncoding(name, numbers with { Missing = numbers.Missing + texts });
        }

        string[] categories =
        [
            .. cells
                .Where(static cell => cell.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        return categories.Length <= MostCategories || mayBeAnyText
            ? new ColumnEncoding(name, categories.Length > 1 ? categories : [])
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
            target[0] = IsMissing(cell) ? 0 : (Number(cell) - _mean) / _deviation;
        }
    }

    /// <summary>Whether a cell of this column of numbers has none.</summary>
    public bool IsMissing(string cell) => Cells.IsMissing(cell) || _strays.Contains(cell);

    /// <summary>The number in a cell of a column of numbers, the mean where it is missing.</summary>
    public double ValueOf(string cell) => IsMissing(cell) ? _mean : Number(cell);

    private double Number(string cell) =>
        Cells.TryNumber(cell, out double number, _isDecimalComma)
            ? number
            : throw TrainingData.Malformed(
                $"Column '{Name}' holds numbers in the training table; found '{cell}'."
            );

    /// <summary>The numbers of a column.</summary>
    /// <param name="Numbers">Those of the cells that hold one.</param>
    /// <param name="Missing">How many cells say that they have none.</param>
    /// <param name="Strays">What else stands there.</param>
    /// <param name="IsDecimalComma">Whether a comma stands before the decimals.</param>
    private sealed record NumberColumn(
        List<double> Numbers,
        int Missing,
        HashSet<string> Strays,
        bool IsDecimalComma
    )
    {
        public static NumberColumn Read(IReadOnlyList<string> cells, bool isDecimalComma)
        {
            var numbers = new List<double>(cells.Count);
            var strays = new HashSet<string>(StringComparer.Ordinal);
            int missing = 0;
            foreach (string cell in cells)
            {
                if (Cells.TryNumber(cell, out double number, isDecimalComma))
                {
                    numbers.Add(number);
                }
                else if (Cells.IsMissing(cell))
                {
                    missing++;
                }
                else
                {
                    strays.Add(cell);
                }
            }

            return new NumberColumn(numbers, missing, strays, isDecimalComma);
        }
    }
}
