using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Interplay.Cli.Options;

/// <summary>Options that take a number, with complaints that people understand. Ranges are checked where the number is used.</summary>
internal static class Numbers
{
    public static Option<int?> Whole(string name, string unit, string description) =>
        Number<int>(name, unit, description, "a whole number, such as 1000");

    public static Option<ulong?> Seed() =>
        Number<ulong>(
            "--seed",
            "S",
            "Seed of every random choice, 0 or more; the same seed gives the same answer, byte by byte on one kind of processor [default: 1]",
            "a whole number of 0 or more"
        );

    public static Option<double?> Real(string name, string unit, string description) =>
        Number<double>(name, unit, description, "a number, such as 1e-6");

    /// <summary>Several numbers with commas between; none where the option is not given.</summary>
    public static Option<double[]?> Reals(string name, string unit, string description) =>
        new(name)
        {
            HelpName = unit,
            Description = description,
            CustomParser = result =>
            {
                string token = result.Tokens[0].Value;
                var numbers = new List<double>();
                foreach (string item in token.Split(','))
                {
                    if (
                        !double.TryParse(
                            item,
                            NumberStyles.Float,
                            CultureInfo.InvariantCulture,
                            out double number
                        ) || !double.IsFinite(number)
                    )
                    {
                        result.AddError(
                            $"{name} takes numbers with commas between; found '{item}' in '{token}'."
                        );
                        return null;
                    }

                    numbers.Add(number);
                }

                return [.. numbers];
            },
        };

    /// <summary>Several whole numbers with commas between; none where the option is not given.</summary>
    public static Option<int[]?> Wholes(string name, string unit, string description) =>
        new(name)
        {
            HelpName = unit,
            Description = description,
            CustomParser = result =>
            {
                string token = result.Tokens[0].Value;
                var numbers = new List<int>();
                foreach (string item in token.Split(','))
                {
                    if (
                        !int.TryParse(
                            item,
                            NumberStyles.None,
                            CultureInfo.InvariantCulture,
                            out int number
                        )
                    )
                    {
                        result.AddError(
                            $"{name} takes whole numbers with commas between; found '{item}' in '{token}'."
                        );
                        return null;
                    }

                    numbers.Add(number);
                }

                return [.. numbers];
            },
        };

    private static Option<T?> Number<T>(
        string name,
        string unit,
        string description,
        string expected
    )
        where T : struct, INumber<T> =>
        new(name)
        {
            HelpName = unit,
            Description = description,
            CustomParser = result => Parse<T>(name, expected, result),
        };

    private static T? Parse<T>(string name, string expected, ArgumentResult result)
        where T : struct, INumber<T>
    {
        string token = result.Tokens[0].Value;
        if (
            T.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out T number)
            && T.IsFinite(number)
        )
        {
            return number;
        }

        result.AddError($"{name} takes {expected}; found '{token}'.");
        return null;
    }
}
