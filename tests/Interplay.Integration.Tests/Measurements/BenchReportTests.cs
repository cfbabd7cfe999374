using System.Xml.Linq;
using Interplay.Measurements.Cells;
using Interplay.Measurements.Pages;
using Interplay.Measurements.Plots;
using Interplay.Measurements.Results;
using Interplay.Measurements.Studies;

namespace Interplay.Integration.Tests.Measurements;

/// <summary>What is written of given cells.</summary>
public sealed class BenchReportTests
{
    private static readonly StudyRequest Request = new()
    {
        Kind = StudyKind.Tables,
        Settings = [0.5, 1],
        Methods = ["auto", "lasso1"],
        Seed = 1,
        MaxTerms = 1000,
        Engine = "1.2.3",
    };

    [Fact]
    public void Markdown_is_as_it_should_be()
    {
        string expected = """
            # Methods on ablation tables

            {0}

            Interplay 1.2.3, methods auto, lasso1, seed 1, at most 1000 terms, 9 cells.

            ![R2 against alpha](my%20plot.svg)

            ## Medians

            Median R2 over the tables where every method was measured that gave anything at this alpha, without syn_*. Least lead: R2 of auto less the best of the others, where that is smallest.

            | alpha | tables | auto | lasso1 | least lead | where | s auto | s lasso1 |
            |---:|---:|---:|---:|---:|---:|---:|---:|
            | 0.5 | 2 | 0.7000 | 0.7000 | -0.1000 | b | 1.50 | 1.50 |
            | 1 | 1 | 0.9000 | 0.7000 | +0.2000 | a | 1.50 | 1.50 |

            ## Trust

            {1}

            | alpha | method | CV error | intervals | coverage, all | singles | strongest 50 | error ratio |
            |---:|---:|---:|---:|---:|---:|---:|---:|
            | 0.5 | auto | 0.0500 | 20 | 0.900 | 0.800 | - | 1.10 |
            | 1 | auto | 0.0500 | 10 | 0.900 | 0.800 | - | 1.10 |

            ## Against the reference

            R2 of auto less the reference; above 0 auto is better. On every case, also those that medians leave out.

            | alpha | reference | tables | median | least | where | under -0.0100 |
            |---:|---:|---:|---:|---:|---:|---:|
            | 0.5 | peer \| x | 2 | +0.0900 | -0.0200 | b | 1 |

            ## Each table

            R2 on the test rows, the best of a row in bold; terms, cross-validated R2 and the share of nominal 90 % intervals that hold the truth are those of auto; processor seconds in the order of the methods.

            | table | alpha | B | auto | lasso1 | terms | CV R2 | coverage | s auto / lasso1 |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|
            | a | 0.5 | 12 | **0.8000** | 0.7000 | 10 | 0.8500 | 0.900 | 1.50 / 1.50 |
            | b | 0.5 | 12 | 0.6000 | **0.7000** | 10 | 0.6500 | 0.900 | 1.50 / 1.50 |
            | syn_c | 0.5 | 12 | **0.1000** | 0.0000 | 10 | 0.1500 | 0.900 | 1.50 / 1.50 |
            | a | 1 | 12 | **0.9000** | 0.7000 | 10 | 0.9500 | 0.900 | 1.50 / 1.50 |
            | b | 1 | 12 | - | - | - | - | - | - / - |

            ## Skipped

            | table | alpha | method | ablations | why |
            |---|---|---|---|---|
            | b | 1 | auto | 12 | the table has 5 train rows |

            """;
        string[] parts = expected.Split("{0}");
        string[] rest = parts[1].Split("{1}");
        string page = MarkdownPage.Of(Result(), "my plot.svg");
        Assert.StartsWith(parts[0], page, StringComparison.Ordinal);
        Assert.Contains(rest[0], page, StringComparison.Ordinal);
        Assert.EndsWith(rest[1], page, StringComparison.Ordinal);
        Assert.Contains("B = round(alpha n log2 n)", page, StringComparison.Ordinal);
        Assert.Contains("added to the interval in quadrature", page, StringComparison.Ordinal);
    }

    /// <summary>A median line and one line a case for each method, without what is excluded; the best value is highest.</summary>
    [Fact]
    public void The_plot_shows_what_the_medians_count()
    {
        var svg = XDocument.Parse(StudyPlot.Of(Result()));
        XNamespace name = "http://www.w3.org/2000/svg";
        XElement[] lines = [.. svg.Descendants(name + "polyline")];
        Assert.Equal(2 * (1 + 2), lines.Length);
        double[] heights =
        [
            .. svg.Descendants(name + "circle").Select(static dot => (double)dot.Attribute("cy")!),
        ];
        Assert.Equal(4, heights.Length);
        string[] texts = [.. svg.Descendants(name + "text").Select(static text => text.Value)];
        Assert.Contains("auto 0.900", texts);
        Assert.Contains("lasso1 0.700", texts);
        Assert.Contains(texts, static text => text.Contains("1 to 2 tables"));
        Assert.True(heights.Min() < heights.Max());
    }

    [Fact]
    public void A_plot_of_nothing_is_still_a_drawing() =>
        Assert.NotNull(XDocument.Parse(StudyPlot.Of(Result() with { Cells = [] })).Root);

    /// <summary>A method that gives nothing at all at a setting does not take the others' medians away.</summary>
    [Fact]
    public void Methods_that_give_nothing_do_not_count()
    {
        StudyResult result = Result();
        SettingGroup[] groups =
        [
            .. (
                result with
                {
                    Request = Request with { Methods = ["auto", "lasso1", "spex"] },
                    Cells =
                    [
                        .. result.Cells,
                        Cell("a", 0.5, "spex", null) with
                        {
                            Figures = null,
                            Skipped = "masks-not-coded",
                        },
                    ],
                }
            ).Groups,
        ];
        Assert.Equal(["auto", "lasso1"], groups[0].Methods);
        Assert.Equal(2, groups[0].Rows.Count);
        Assert.Equal(0.7, groups[0].R2("auto")!.Value, 1e-12);
        Assert.Null(groups[0].R2("spex"));
        Assert.Null(groups[0].LeastLead("spex"));
        Assert.Equal("b", groups[0].LeastLead("auto")!.Value.Case);
    }

    [Theory]
    [InlineData(0.1, "+0.1000")]
    [InlineData(-0.1, "-0.1000")]
    [InlineData(0, "+0.0000")]
    [InlineData(-0.00001, "+0.0000")]
    public void What_rounds_to_zero_is_no_loss(double difference, string text) =>
        Assert.Equal(text, TextCell.Difference(difference).Text);

    [Theory]
    [InlineData(new double[] { }, null)]
    [InlineData(new double[] { 3 }, 3.0)]
    [InlineData(new double[] { 5, 1, 2 }, 2.0)]
    [InlineData(new double[] { 4, 1, 2, 9 }, 3.0)]
    public void Medians(double[] values, double? median) =>
        Assert.Equal(median, Statistics.Median(values));

    private static StudyResult Result() =>
        new(
            Request,
            [
                Cell("a", 0.5, "auto", 0.8, trusted: true),
                Cell("a", 0.5, "lasso1", 0.7),
                Cell("b", 0.5, "auto", 0.6, trusted: true),
                Cell("b", 0.5, "lasso1", 0.7),
                Cell("syn_c", 0.5, "auto", 0.1, trusted: true),
                Cell("syn_c", 0.5, "lasso1", 0),
                Cell("a", 1, "auto", 0.9, trusted: true),
                Cell("a", 1, "lasso1", 0.7),
                Cell("b", 1, "auto", null) with
                {
                    Figures = null,
                    Skipped = "the table has 5 train rows",
                },
            ],
            "syn_*",
            [
                new ReferenceFigure("a", 0.5, "peer | x", 0.6),
                new ReferenceFigure("b", 0.5, "peer | x", 0.62),
                new ReferenceFigure("b", 1, "peer | x", 0.6),
                new ReferenceFigure("z", 1, "peer | x", 0.6),
            ]
        );

    private static MeasuredCell Cell(
        string name,
        double alpha,
        string method,
        double? r2,
        bool trusted = false
    ) =>
        new()
        {
            Case = name,
            Hash = "0",
            Setting = alpha,
            Method = method,
            Seed = 1,
            MaxTerms = 1000,
            Engine = "1.2.3",
            Parts = 6,
            Ablations = 12,
            Figures = new CellFigures
            {
                R2 = r2,
                CrossValidatedR2 = trusted ? r2 + 0.05 : null,
                Terms = 10,
                ProcessorSeconds = 1.5,
                Coverage = trusted
                    ?
                    [
                        new CoveragePool(CoveragePool.All, 10, 9, 1.1),
                        new CoveragePool(CoveragePool.Singles, 5, 4, 1.2),
                        new CoveragePool(CoveragePool.Strongest, 0, 0, null),
                    ]
                    : [],
            },
        };
}
