using System.Text.Json;
using Interplay.Cli.Tables;
using Interplay.Cli.Terminal;
using Interplay.Masks;
using Interplay.Recovery.Sparse;

namespace Interplay.Cli.Tables;

/// <summary>What a plan costs and can find, in words and as JSON.</summary>
internal static class PlanSummary
{
    private static readonly int[] Orders = [1, 2, 3, 5];

    public static void Print(MaskPlan plan, int? sparsity, string? table, TextWriter target)
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
            "What that can find, if few terms of about equal size make up the function (measured; a rough guide, closest where all sets can be looked at):"
        );
        foreach (int size in Orders.Where(size => size <= plan.PartCount))
        {
            target.WriteLine(
                $"  sets of up to {size}: about {Terms(plan, size):N0} of {Candidates(plan.PartCount, size):N0}"
            );
        }

        if (sparsity is int terms)
        {
            int order = Order(plan);
            int needed = SparseBudget.AblationsFor(plan.PartCount, terms, order);
            target.WriteLine(
                $"{terms} terms of up to {order} parts need about {needed} ablations to learn from; this plan has {plan.Masks.RowCount}."
            );
        }

        if (table is not null and not TargetFile.Standard)
        {
            target.WriteLine(
                $"The masks are in {table}. Next: fill it with 'interplay evaluate {table} --text ...' or a program of your own, then 'interplay recover {table} --method {plan.Method} --seed {plan.Request.Seed}{(plan.Request.MaxOrder is int order ? $" --max-order {order}" : "")}'."
            );
        }
    }

    public static async Task WriteJsonAsync(MaskPlan plan, int? sparsity, Stream target)
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
            json.WriteNumber("candidates", Candidates(plan.PartCount, size));
            json.WriteNumber("terms", Terms(plan, size));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (sparsity is int terms)
        {
            int order = Order(plan);
            json.WriteStartObject("sparsity");
            json.WriteNumber("terms", terms);
            json.WriteNumber("maxOrder", order);
            json.WriteNumber("ablations", SparseBudget.AblationsFor(plan.PartCount, terms, order));
            json.WriteEndObject();
        }

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

    /// <summary>Highest order that the sparsity is meant for: what was asked for, else what methods look for.</summary>
    private static int Order(MaskPlan plan) =>
        Math.Min(plan.Request.MaxOrder ?? Orders[^1], plan.PartCount);

    private static int Terms(MaskPlan plan, int size) =>
        (int)
            Math.Min(
                Candidates(plan.PartCount, size),
                SparseBudget.TermsWithin(plan.PartCount, plan.Masks.RowCount, size)
            );

    /// <summary>Number of sets of 1 to <paramref name="order"/> parts.</summary>
    private static double Candidates(int partCount, int order)
    {
        double sum = 0;
        double binomial = 1;
        for (int size = 1; size <= order; size++)
        {
            binomial = binomial * (partCount - size + 1) / size;
            sum += binomial;
        }

        return sum;
    }
}
