using System.Runtime.ExceptionServices;
using Interplay.Masks;

namespace Interplay.Recovery;

/// <summary>The outputs of one recovery, and the loop over them: what every method does around its own fit of one output.</summary>
internal sealed class PerOutput
{
    /// <param name="plan">The masks.</param>
    /// <param name="values">One number for each mask and output, row by row.</param>
    /// <exception cref="InterplayException"><c>values-mismatched</c>: the values are not a whole number of outputs for each mask; <c>values-out-of-range</c>: their squares are no numbers.</exception>
    public PerOutput(MaskPlan plan, ReadOnlySpan<double> values)
    {
        int rows = plan.Masks.RowCount;
        if (rows == 0 || values.Length == 0 || values.Length % rows != 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "values-mismatched",
                $"{rows} masks need the same number of values each; found {values.Length} values."
            );
        }

        int outputs = values.Length / rows;
        double[][] split = Split(values, outputs);
        for (int output = 0; output < outputs; output++)
        {
            ValueRange.Require(split[output], $"{output + 1} of {outputs}");
        }

        All = [.. split.Select((raw, number) => new OutputWork(number, raw))];
    }

    /// <summary>Reads masks and their values, as methods do.</summary>
    public delegate RecoveryResult Reader(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    );

    /// <summary>The outputs in order.</summary>
    public IReadOnlyList<OutputWork> All { get; }

    /// <summary>Number of outputs.</summary>
    public int Count => All.Count;

    /// <summary>The outputs whose values are not all the same.</summary>
    public OutputWork[] Varying => [.. All.Where(static output => !output.IsConstant)];

    /// <summary>A method on some rows of a plan alone, as if they were the whole of it.</summary>
    /// <param name="recover">The method.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="values">Its values, row by row.</param>
    /// <param name="rows">The rows, in the order in which they are read.</param>
    /// <param name="progress">Receives the share of the work that is done; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static RecoveryResult OfRows(
        Reader recover,
        MaskPlan plan,
        ReadOnlySpan<double> values,
        int[] rows,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        int outputs = values.Length / plan.Masks.RowCount;
        var read = new double[rows.Length * outputs];
        for (int i = 0; i < rows.Length; i++)
        {
            values.Slice(rows[i] * outputs, outputs).CopyTo(read.AsSpan(i * outputs));
        }

        PlanRequest request = plan.Request with { Budget = rows.Length, HeldOut = 0 };
        return recover(
            MaskPlan.Given(request, plan.Masks.Select(rows)),
            read,
            progress,
            cancellationToken
        );
    }

    /// <summary>The values of each output, from values that stand row by row.</summary>
    public static double[][] Split(ReadOnlySpan<double> values, int outputs)
    {
        var split = new double[outputs][];
        for (int output = 0; output < outputs; output++)
        {
            split[output] = new double[values.Length / outputs];
            for (int row = 0; row < split[output].Length; row++)
            {
                split[output][row] = values[row * outputs + output];
            }
        }

        return split;
    }

    /// <summary>Recovers each output; the notes of an output say which one they are of where there are several.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="fit">Recovers one output; may note what it did, and report the share that is done.</param>
    /// <param name="progress">Receives the finished share of all outputs; it never falls.</param>
    /// <param name="cancellationToken">Stops between outputs.</param>
    /// <param name="sideBySide">Whether outputs are recovered in parallel.</param>
    public RecoveryResult Recover(
        string method,
        Func<OutputWork, Action<double>, OutputRecovery> fit,
        IProgress<double>? progress,
        CancellationToken cancellationToken,
        bool sideBySide = false
    )
    {
        var recovered = new OutputRecovery[Count];
        var shares = new double[Count];
        var gate = new Lock();
        if (sideBySide)
        {
            InParallel(Run, cancellationToken);
        }
        else
        {
            for (int output = 0; output < Count; output++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Run(output);
            }
        }

        return new RecoveryResult
        {
            Method = method,
            Outputs = recovered,
            Notes = [.. All.SelectMany(output => output.Notes.Select(note => Label(output, note)))],
        };

        void Run(int output)
        {
            recovered[output] = fit(All[output], share => Report(output, share));
            Report(output, 1);
        }

        void Report(int output, double share)
        {
            lock (gate)
            {
                double capped = Math.Clamp(share, shares[output], 1);
                if (capped > shares[output])
                {
                    shares[output] = capped;
                    progress?.Report(shares.Sum() / Count);
                }
            }
        }
    }

    /// <summary>A note that says which output it is of, where there are several.</summary>
    public string Label(OutputWork output, string note) =>
        Count == 1 ? note : $"Output {output.Number}: {note}";

    private void InParallel(Action<int> run, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ParallelOptions { CancellationToken = cancellationToken };
            Parallel.For(0, Count, options, run);
        }
        catch (AggregateException exception)
            when (exception.Flatten().InnerExceptions[0] is InterplayException first)
        {
            // The loop wraps what its body throws; callers know errors by their names.
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
