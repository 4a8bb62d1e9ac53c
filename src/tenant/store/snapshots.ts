// Snapshots: kept generations of records, by name.
export type SnapshotRow = {
  id: string;
  name: string;
  generation: number;
  release: string;
  records: number;
  created: number;
};

export const addSnapshot = (sql: SqlStorage, row: SnapshotRow): void =>
  void sql.exec(
    "INSERT INTO snapshots (id, name, generation, release, records, created) VALUES (?, ?, ?, ?, ?, ?)",
    row.id,
    row.name,
    row.generation,
    row.release,
    row.records,
    row.created,
  );

export const listSnapshots = (sql: SqlStorage): SnapshotRow[] =>
  sql.exec<SnapshotRow>("SELECT * FROM snapshots ORDER BY created DESC, id").toArray();

export const findSnapshot = (sql: SqlStorage, id: string): SnapshotRow | undefined =>
  sql.exec<SnapshotRow>("SELECT * FROM snapshots WHERE id = ?", id).toArray()[0];

export const dropSnapshot = (sql: SqlStorage, id: string): void =>
  void sql.exec("DELETE FROM snapshots WHERE id = ?", id);
