using System.Globalization;
using Interplay.Lenses;
using Interplay.Reports.Subjects;

namespace Interplay.Reports;

/// <summary>Subjects as entries of a manifest's request, which is where files keep them; no other place knows the names of these entries.</summary>
internal static class SubjectEntries
{
    /// <summary>Name of the entry of the kept share, which is that of the option.</summary>
    public const string KeptShareName = "keep";

    private const string KindName = "kind";
    private const string TextKind = "text";

    /// <summary>The entries of a subject; what is not known has none.</summary>
    public static Dictionary<string, string> Of(Subject subject)
    {
        (string Name, string? Value)[] entries = subject switch
        {
            TextSubject text =>
            [
                ("parts", text.Cut),
                ("ablation", text.Ablation),
                ("model", text.Model),
                (KindName, text.Model is null or "sentiment" ? null : TextKind),
            ],
            PromptSubject prompt =>
            [
                ("parts", prompt.Cut),
                ("ablation", prompt.Ablation),
                .. prompt.Fixed.Select(static (pattern, i) => (Fixed(i), (string?)pattern)),
                ("model", prompt.Model),
            ],
            DataSubject data =>
            [
                ("subject", data.Sentence),
                ("parts", data.Cut),
                ("trainer", data.Trainer),
                ("train", data.TrainFile),
                ("test", data.TestFile),
                ("target", data.Target),
            ],
            ModelSubject model =>
            [
                ("modelSubject", model.Sentence),
                ("model", model.Model),
                ("modelFingerprint", model.ModelFingerprint),
                ("parts", model.Cut),
                ("ablation", model.Ablation),
                ("readoutOfPrompts", model.Readout),
                ("prompts", model.PromptFile),
            ],
            ProgramSubject program =>
            [
                ("program", program.Command),
                ("parts", program.Cut),
                ("ablation", program.Ablation),
            ],
            RowSubject row =>
            [
                ("rowSubject", row.Sentence),
                ("model", row.Model),
                ("table", row.TableFile),
                ("row", row.Row?.ToString(CultureInfo.InvariantCulture)),
                ("parts", row.Cut),
            ],
            _ => [("parts", subject.Cut)],
        };
        return entries
            .Where(static entry => entry.Value is not null)
            .ToDictionary(
                static entry => entry.Name,
                static entry => entry.Value!,
                StringComparer.Ordinal
            );
    }

    /// <summary>The request of a manifest with the entries of subject and readout, in the ordinal order of the names.</summary>
    public static SortedDictionary<string, string> RequestOf(Explanation explanation)
    {
        var request = new SortedDictionary<string, string>(
            Of(explanation.Subject),
            StringComparer.Ordinal
        );
        if (explanation.Readout is { } readout)
        {
            request["readout"] = readout.Name;
        }

        if (KeptShareEntry(explanation.Subject, explanation.KeptShare) is { } share)
        {
            request[KeptShareName] = share;
        }

        // What a file of before says in other words stays as it was.
        foreach ((string name, string value) in explanation.Manifest.Request)
        {
            request[name] = value;
        }

        return request;
    }

    /// <summary>The subject that entries tell of.</summary>
    /// <param name="request">The request of a manifest; other entries do not matter.</param>
    /// <param name="fingerprint">Fingerprint of the value function, which tells games and tables.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="text">The text that their spans point into; null for none.</param>
    public static Subject Read(
        IReadOnlyDictionary<string, string> request,
        string fingerprint,
        IReadOnlyList<Part> parts,
        string? text
    )
    {
        string? Entry(string name) => request.GetValueOrDefault(name);
        Subject subject =
            Entry("subject") is { } sentence
                ? new DataSubject
                {
                    Parts = parts,
                    Sentence = sentence,
                    Trainer = Entry("trainer"),
                    TrainFile = Entry("train"),
                    TestFile = Entry("test"),
                    Target = Entry("target"),
                }
            : parts.All(static part => part.Place is not null)
                ? new ModelSubject
                {
                    Parts = parts,
                    Sentence = Entry("modelSubject"),
                    Model = Entry("model"),
                    ModelFingerprint = Entry("modelFingerprint"),
                    Ablation = Entry("ablation"),
                    Readout = Entry("readoutOfPrompts"),
                    PromptFile = Entry("prompts"),
                }
            : Entry("rowSubject") is { } explained
                ? new RowSubject
                {
                    Parts = parts,
                    Sentence = explained,
                    Model = Entry("model"),
                    TableFile = Entry("table"),
                    Row = int.TryParse(
                        Entry("row"),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out int number
                    )
                        ? number
                        : null,
                }
            : Entry("program") is { } command
                ? new ProgramSubject
                {
                    Parts = parts,
                    Command = command,
                    Ablation = Entry("ablation"),
                }
            : fingerprint == "table" ? new TableSubject { Parts = parts }
            : fingerprint.StartsWith("game:", StringComparison.Ordinal)
                ? new GameSubject { Parts = parts }
            : Entry("model") is null || Entry("ablation") is null ? Subject.Of(parts, text)
            // Files of before do not say whether it was a text or a prompt; texts were read as log-odds of the one model there was for them.
            : Entry("readout") == Readout.Sentiment.Name || Entry(KindName) == TextKind
                ? new TextSubject
                {
                    Parts = parts,
                    Ablation = Entry("ablation"),
                    Model = Entry("model"),
                }
            : new PromptSubject
            {
                Parts = parts,
                Ablation = Entry("ablation"),
                Fixed =
                [
                    .. Enumerable
                        .Range(0, request.Count)
                        .Select(i => Entry(Fixed(i)))
                        .TakeWhile(static pattern => pattern is not null)
                        .Select(static pattern => pattern!),
                ],
                Model = Entry("model"),
            };
        return subject with { Text = text, Cut = Entry("parts") };
    }

    private static string Fixed(int i) => $"fixed.{i.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The kept share of the masks that entries tell of.</summary>
    public static double KeptShare(IReadOnlyDictionary<string, string> request) =>
        double.TryParse(
            request.GetValueOrDefault(KeptShareName),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out double share
        ) && share is > 0 and < 1
            ? share
            : 0.5;

    /// <summary>The kept share as it stands in a request: always for training data, as in files of before, and where it is not one half.</summary>
    public static string? KeptShareEntry(Subject subject, double share) =>
        share != 0.5 || subject is DataSubject
            ? share.ToString(CultureInfo.InvariantCulture)
            : null;
}
