using System.Collections.Concurrent;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>
/// Value functions that this process began with and their descriptions. They are written with the first ablation, so that looking masks up, as a
/// dry run does, leaves no trace.
/// </summary>
internal sealed class BegunSubjects
{
    private readonly ConcurrentDictionary<string, JournalSubject> _subjects = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<string, string> _descriptions = new(
        StringComparer.Ordinal
    );

    /// <summary>Takes a value function; whether it is the first time.</summary>
    public bool Begin(JournalSubject subject)
    {
        bool isFirst = !_subjects.ContainsKey(subject.Fingerprint);
        _subjects[subject.Fingerprint] = subject;
        return isFirst;
    }

    public void Describe(string fingerprint, string description) =>
        _descriptions[fingerprint] = description;

    public JournalSubject? Find(string fingerprint) => _subjects.GetValueOrDefault(fingerprint);

    public string? DescriptionOf(string fingerprint) =>
        _descriptions.GetValueOrDefault(fingerprint);
}
