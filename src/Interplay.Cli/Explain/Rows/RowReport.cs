using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Reports;
using Interplay.Reports.Subjects;

namespace Interplay.Cli.Explain.Rows;

/// <summary>An explanation of a row: which row on which model, what stands in for its columns, and what any explanation says.</summary>
internal static class RowReport
{
    public static void Print(
        Screen screen,
        Explanation explanation,
        RowSubject subject,
        ReportView view
    )
    {
        screen.Paragraph("", subject.Sentence);
        screen.Blank();
        ExplanationReport.Print(screen, explanation, view);
    }
}
