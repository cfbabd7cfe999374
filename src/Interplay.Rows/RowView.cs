using Microsoft.ML;
using Microsoft.ML.Data;

namespace Interplay.Rows;

/// <summary>A batch of rows in the form that an ML.NET model reads, column by column as its schema says.</summary>
/// <param name="schema">What the model reads.</param>
/// <param name="rows">The rows.</param>
/// <param name="columns">For each column of the schema those of the table; none where the table has it not.</param>
internal sealed class RowView(DataViewSchema schema, RowBatch rows, int[][] columns) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => rows.RowCount;

    public DataViewRowCursor GetRowCursor(
        IEnumerable<DataViewSchema.Column> columnsNeeded,
        Random? rand = null
    ) => new Cursor(this, [.. columnsNeeded.Select(static column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded,
        int n,
        Random? rand = null
    ) => [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Whether cells of the table can fill a column of the schema.</summary>
    public static bool Reads(DataViewType type) =>
        type is TextDataViewType or BooleanDataViewType
        || type == NumberDataViewType.Single
        || type == NumberDataViewType.Double
        || type == NumberDataViewType.Int32
        || type == NumberDataViewType.Int64
        || IsVector(type);

    /// <summary>Whether a column of the schema takes several numbers.</summary>
    public static bool IsVector(DataViewType type) =>
        type is VectorDataViewType { ItemType: NumberDataViewType item }
        && item == NumberDataViewType.Single;

    private Delegate GetterOf(int column, Cursor cursor)
    {
        int[] from = columns[column];
        // What the table has not, such as the label of rows to be judged, is nothing.
        double Number() => from.Length == 0 ? 0 : rows.Number((int)cursor.Position, from[0]);
        DataViewType type = schema[column].Type;
        if (IsVector(type))
        {
            return (ValueGetter<VBuffer<float>>)(
                (ref VBuffer<float> value) =>
                {
                    var editor = VBufferEditor.Create(ref value, from.Length);
                    for (int i = 0; i < from.Length; i++)
                    {
                        editor.Values[i] = (float)rows.Number((int)cursor.Position, from[i]);
                    }

                    value = editor.Commit();
                }
            );
        }

        return type switch
        {
            TextDataViewType => (ValueGetter<ReadOnlyMemory<char>>)(
                (ref ReadOnlyMemory<char> value) =>
                    value =
                        from.Length == 0
                            ? default
                            : rows.Text((int)cursor.Position, from[0]).AsMemory()
            ),
            BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = Number() != 0),
            _ when type == NumberDataViewType.Single => (ValueGetter<float>)(
                (ref float value) => value = (float)Number()
            ),
            _ when type == NumberDataViewType.Double => (ValueGetter<double>)(
                (ref double value) => value = Number()
            ),
            _ when type == NumberDataViewType.Int32 => (ValueGetter<int>)(
                (ref int value) => value = (int)Math.Round(Number())
            ),
            _ => (ValueGetter<long>)((ref long value) => value = (long)Math.Round(Number())),
        };
    }

    private sealed class Cursor(RowView view, HashSet<int> active) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)view.GetterOf(column.Index, this);

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

        public override bool MoveNext()
        {
            if (_position + 1 >= view.GetRowCount())
            {
                return false;
            }

            _position++;
            return true;
        }
    }
}
