using Interplay.Interactions.Trust;

namespace Interplay.Reports;

/// <summary>The words that files use for verdicts.</summary>
internal static class VerdictNames
{
    private static readonly VerdictKind[] Kinds = Enum.GetValues<VerdictKind>();

    public static string ToName(VerdictKind kind) =>
        kind switch
        {
            VerdictKind.Enough => "enough",
            VerdictKind.TopUp => "top-up",
            VerdictKind.NotSparse => "not-sparse",
            VerdictKind.Complete => "complete",
            _ => "unmeasured",
        };

    public static VerdictKind Read(JsonField field)
    {
        string name = field.Text();
        foreach (VerdictKind kind in Kinds)
        {
            if (ToName(kind) == name)
            {
                return kind;
            }
        }

        throw field.Error(
            $"must be one of {string.Join(", ", Kinds.Select(ToName))}; found '{name}'"
        );
    }
}
