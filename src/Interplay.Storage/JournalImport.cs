namespace Interplay.Storage;

/// <summary>What an import brought.</summary>
/// <param name="Rows">Rows of the table that have values.</param>
/// <param name="New">Masks among them that the journal did not know.</param>
public readonly record struct JournalImport(int Rows, int New);
