using System.Diagnostics;
using System.Globalization;
using Interplay.Masks;

namespace Interplay.Fuzzing;

/// <summary>One reader in a process of its own, so that whatever it does with memory and time is seen from outside.</summary>
internal static class FuzzChild
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads damaged inputs until the time is over. Says every half second that it goes on, and at the end what came of it.</summary>
    public static async Task<int> RunAsync(
        Func<string, Task<IReader>> create,
        TimeSpan time,
        ulong seed,
        string folder
    )
    {
        await using IReader reader = await create(folder);
        var mutator = new Mutator(new SeededRandom(seed));
        string current = Path.Combine(folder, "input");
        int inputs = 0;
        int accepted = 0;
        int named = 0;
        int unnamed = 0;
        double slowest = 0;
        long start = Stopwatch.GetTimestamp();
        long beat = start;
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            byte[] input = mutator.Damaged(reader.Corpus);
            await File.WriteAllBytesAsync(current, input);
            long begin = Stopwatch.GetTimestamp();
            try
            {
                await reader.ReadAsync(input, CancellationToken.None);
                accepted++;
            }
            catch (InterplayException)
            {
                named++;
            }
#pragma warning disable CA1031 // What has no name is what is looked for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                string kept = Path.Combine(folder, $"unnamed-{unnamed++}");
                File.Copy(current, kept, overwrite: true);
                Console.WriteLine(
                    $"unnamed {kept}: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}"
                );
            }

            inputs++;
            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(begin).TotalSeconds);
            if (Stopwatch.GetElapsedTime(beat) > Beat)
            {
                beat = Stopwatch.GetTimestamp();
                Console.WriteLine("beat");
            }
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"done {inputs} {accepted} {named} {unnamed} {slowest:0.00} {self.PeakWorkingSet64 >> 20}"
            )
        );
        return 0;
    }
}
