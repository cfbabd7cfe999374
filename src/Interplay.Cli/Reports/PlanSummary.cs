using System.Text.Json;
using Interplay.Cli.Tables;
using Interplay.Masks;

namespace Interplay.Cli.Reports;

/// <summary>What a plan costs and can find, in words and as JSON.</summary>
internal static class PlanSummary
{
    private static readonly int[] Orders = [1, 2, 3];

    public static void Print(MaskPlan plan, string? table, TextWriter target)
    {
        int heldOut = plan.HeldOut?.RowCount ?? 0;
        target.WriteLine(
            $"{plan.PartCount} parts, method {plan.Method}, {plan.Design.Name} masks, seed {plan.Request.Seed}."
        );
        target.WriteLine(
            $"It will cost {plan.Cost} ablations (model calls) of a budget of {plan.Request.Budget}: {plan.Masks.RowCount} to learn from and {heldOut} to measure trust."
        );
        foreach (string note in plan.Notes)
        {
            target.WriteLine($"  {note}");
        }

        target.WriteLine(
            "What that can find, by the rule of thumb that s strong terms among p candidates need 2 s ln(p/s) ablations:"
        );
        foreach (int size in Orders.Where(size => size <= plan.PartCount))
        {
            target.WriteLine(
                $"  sets of up to {size}: about {SparsityRule.Terms(plan.Masks.RowCount, plan.PartCount, size):N0} of {SparsityRule.Candidates(plan.PartCount, size):N0}"
            );
        }

        if (table is not null and not TargetFile.Standard)
        {
            target.WriteLine(
                $"The masks are in {table}. Next: fill it with 'interplay evaluate {table} --text ...' or a program of your own, then 'interplay recover {table} --method {plan.Method} --seed {plan.Request.Seed}{(plan.Request.MaxOrder is int order ? $" --max-order {order}" : "")}'."
            );
        }
    }

    public static async Task WriteJsonAsync(MaskPlan plan, Stream target)
    {
        await using var json = new Utf8JsonWriter(
            target,
            new JsonWriterOptions { Indented = true, NewLine = "\n" }
        );
        json.WriteStartObject();
        json.WriteString("schema", "interplay/plan");
        json.WriteNumber("version", 1);
        json.WriteString("method", plan.Method);
        json.WriteString("design", plan.Design.Name);
        json.WriteNumber("seed", plan.Request.Seed);
        json.WriteNumber("partCount", plan.PartCount);
        json.WriteNumber("budget", plan.Request.Budget);
        json.WriteNumber("cost", plan.Cost);
        json.WriteNumber("learned", plan.Masks.RowCount);
        json.WriteNumber("heldOut", plan.HeldOut?.RowCount ?? 0);
        json.WriteStartArray("findable");
        foreach (int size in Orders.Where(size => size <= plan.PartCount))
        {
            json.WriteStartObject();
            json.WriteNumber("order", size);
            json.WriteNumber("candidates", SparsityRule.Candidates(plan.PartCount, size));
            json.WriteNumber(
                "terms",
                SparsityRule.Terms(plan.Masks.RowCount, plan.PartCount, size)
            );
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (string note in plan.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync();
        target.WriteByte((byte)'\n');
    }
}
