namespace Interplay.Tables;

/// <summary>A table of training or test rows, and what tells it from others.</summary>
/// <param name="Name">What reports call it, such as the name of its file.</param>
/// <param name="Table">Its rows.</param>
/// <param name="Fingerprint">Identity of its content: a program that is the trainer is known by the tables it reads.</param>
public sealed record NamedTable(string Name, DataTable Table, string Fingerprint);
