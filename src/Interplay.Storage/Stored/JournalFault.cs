using System.Globalization;

namespace Interplay.Storage.Stored;

/// <summary>The errors that every kind of journal raises.</summary>
internal static class JournalFault
{
    private const int FingerprintDigits = 12;
    private const int OutputsShown = 4;

    public static InterplayException Malformed(
        string location,
        string reason,
        Exception? cause = null
    ) =>
        new(
            ErrorKind.Data,
            "journal-malformed",
            $"{location} is damaged or not a journal of ablations: {reason} It was left as it is.",
            cause
        );

    public static InterplayException DamagedRow(string location, string fingerprint, string mask) =>
        new(
            ErrorKind.Data,
            "journal-malformed",
            $"The ablation at mask {mask} under {Short(fingerprint)} in {location} does not fit its checksum. 'journal vacuum --damaged' drops such rows, to be asked again."
        );

    public static InterplayException DamagedRows(
        string location,
        string fingerprint,
        long number,
        string mask
    ) =>
        new(
            ErrorKind.Data,
            "journal-malformed",
            $"{number} ablations under {Short(fingerprint)} in {location} do not fit their checksums, such as that at mask {mask}. 'journal vacuum --damaged' drops such rows, to be asked again."
        );

    public static InterplayException DamagedSubject(string location, string fingerprint) =>
        new(
            ErrorKind.Data,
            "journal-malformed",
            $"What {location} says about the value function {Short(fingerprint)} does not fit its checksum. It was left as it is; a copy from before the damage can be put in its place."
        );

    public static InterplayException Version(string location, long found, int known) =>
        new(
            ErrorKind.Data,
            "journal-version",
            $"The journal {location} has version {found}; this Interplay reads up to version {known}. It was written by a newer one."
        );

    public static InterplayException Missing(string location) =>
        new(ErrorKind.Missing, "journal-missing", $"There is no journal {location}.");

    public static InterplayException Unavailable(
        string location,
        string reason,
        Exception? cause = null
    ) =>
        new(
            ErrorKind.Missing,
            "journal-unavailable",
            $"The journal {location} cannot be opened: {reason}",
            cause
        );

    public static InterplayException Busy(string location, TimeSpan patience, Exception cause) =>
        new(
            ErrorKind.Missing,
            "journal-busy",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The journal {location} was locked by another process for longer than {patience.TotalSeconds:0.###} s."
            ),
            cause
        );

    public static InterplayException Failed(string location, string reason, Exception cause) =>
        new(
            ErrorKind.Missing,
            "journal-failed",
            $"The journal {location} could not be used: {reason} What it acknowledged before is kept.",
            cause
        );

    public static InterplayException NotBegun(string location, string fingerprint) =>
        new(
            ErrorKind.Request,
            "fingerprint-unknown",
            $"The journal {location} knows nothing of the fingerprint '{Short(fingerprint)}'; begin with its parts and outputs before appending."
        );

    public static InterplayException Mismatch(
        string location,
        string fingerprint,
        (int Parts, IReadOnlyList<string> Outputs) stored,
        (int Parts, IReadOnlyList<string> Outputs) wanted
    ) =>
        new(
            ErrorKind.Data,
            "journal-mismatch",
            $"The journal {location} holds ablations of {Shape(stored.Parts, stored.Outputs)} under the fingerprint {Short(fingerprint)}; this value function has {Shape(wanted.Parts, wanted.Outputs)}."
        );

    public static InterplayException Mismatch(
        string location,
        string fingerprint,
        (int Parts, int Outputs) stored,
        (int Parts, int Outputs) wanted
    ) =>
        new(
            ErrorKind.Data,
            "journal-mismatch",
            $"The journal {location} holds ablations of {stored.Parts} parts and {stored.Outputs} outputs under the fingerprint {Short(fingerprint)}; found masks of {wanted.Parts} parts and {wanted.Outputs} values each."
        );

    private static string Shape(int parts, IReadOnlyList<string> outputs) =>
        $"{parts} parts and {outputs.Count} outputs ({string.Join(", ", outputs.Take(OutputsShown))}{(outputs.Count > OutputsShown ? ", ..." : "")})";

    private static string Short(string fingerprint) =>
        fingerprint.Length <= FingerprintDigits ? fingerprint : fingerprint[..FingerprintDigits];
}
