using System.CommandLine;

namespace Interplay.Cli.Options;

/// <summary>Options that each set one property of a record where they are given; elsewhere the record's own default stands.</summary>
internal sealed class RecordOptions<TRecord>
{
    private readonly List<(Option Option, Func<ParseResult, TRecord, TRecord> Read)> _all = [];

    public IEnumerable<Option> All => _all.Select(static one => one.Option);

    /// <summary>An option that takes a text.</summary>
    public RecordOptions<TRecord> Text(
        string name,
        string unit,
        string description,
        Func<TRecord, string, TRecord> set,
        params string[] aliases
    )
    {
        var option = new Option<string?>(name, aliases)
        {
            HelpName = unit,
            Description = description,
        };
        return With(
            option,
            (parsed, record) => parsed.GetValue(option) is { } text ? set(record, text) : record
        );
    }

    /// <summary>An option that takes a whole number.</summary>
    public RecordOptions<TRecord> Whole(
        string name,
        string unit,
        string description,
        Func<TRecord, int, TRecord> set
    ) => Number(Numbers.Whole(name, unit, description), set);

    /// <summary>An option that takes a number.</summary>
    public RecordOptions<TRecord> Real(
        string name,
        string unit,
        string description,
        Func<TRecord, double, TRecord> set
    ) => Number(Numbers.Real(name, unit, description), set);

    public bool AreGiven(ParseResult parsed) =>
        _all.Exists(one => parsed.GetResult(one.Option) is not null);

    public TRecord Read(ParseResult parsed, TRecord record) =>
        _all.Aggregate(record, (read, one) => one.Read(parsed, read));

    private RecordOptions<TRecord> Number<T>(Option<T?> option, Func<TRecord, T, TRecord> set)
        where T : struct =>
        With(
            option,
            (parsed, record) => parsed.GetValue(option) is { } number ? set(record, number) : record
        );

    private RecordOptions<TRecord> With(Option option, Func<ParseResult, TRecord, TRecord> read)
    {
        _all.Add((option, read));
        return this;
    }
}
