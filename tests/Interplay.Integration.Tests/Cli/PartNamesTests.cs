using Interplay.Cli.Sections;
using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Parts have short names that differ.</summary>
public sealed class PartNamesTests
{
    [Fact]
    public void Repeated_words_are_numbered_and_sets_are_named_in_reading_order()
    {
        string[] words = ["Not", "good", "but", "not", "bad"];
        var names = new PartNames([
            .. words.Select(static (word, i) => new Part(i, word, i * 5, word.Length)),
        ]);
        Assert.Equal("\"Not\"#1 + \"good\" + \"not\"#2", names.Of(PartSet.Of(3, 1, 0)));
    }

    [Fact]
    public void Long_parts_are_cut_and_parts_without_a_place_are_not_quoted()
    {
        var names = new PartNames([new Part(0, new string('a', 50), 0, 50), new Part(1, "part 1")]);
        Assert.Equal(30, names[0].Length);
        Assert.EndsWith("…\"", names[0], StringComparison.Ordinal);
        Assert.Equal("part 1", names[1]);
    }

    [Fact]
    public void Parts_with_a_name_of_their_own_keep_it_and_say_how_they_begin()
    {
        var names = new PartNames([
            new Part(0, "[2] The lift\nis broken.", 0, 24) { Name = "[2]" },
            new Part(1, "user: Is it?", 30, 6) { Name = "user" },
            new Part(2, "user: \e[31mWhy?", 40, 9) { Name = "user" },
        ]);
        Assert.Equal("[2] + user#1 + user#2", names.Of(PartSet.Of(0, 1, 2)));
        Assert.Equal("The lift is broken.", names.Beginning(0));
        Assert.Equal("Is it?", names.Beginning(1));
        Assert.DoesNotContain('\e', names.Beginning(2));
    }
}
