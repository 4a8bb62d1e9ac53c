// The storage of a Durable Object on Node's own SQLite, in memory: as much of it as a tenant uses for calls.
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** Alarms are taken and never ring: in a sample nothing waits for one. */
export function nodeStorage(): DurableObjectStorage & Disposable {
  const database = new DatabaseSync(":memory:");
  // Abstract classes of the platform's; these members are all that is used of them here.
  return {
    sql: { exec: statements(database), databaseSize: 0 },
    transactionSync: transactions(database),
    setAlarm: () => Promise.resolve(),
    getAlarm: () => Promise.resolve(null),
    [Symbol.dispose]: () => database.close(),
  } as unknown as DurableObjectStorage & Disposable;
}

type Bound = string | number | null | Uint8Array;

/** Several statements in one text, as migrations are, take no values. */
function statements(database: DatabaseSync) {
  const prepared = new Map<string, StatementSync>();
  return (text: string, ...values: (Bound | ArrayBuffer)[]) => {
    if (values.length === 0 && text.includes(";")) {
      database.exec(text);
      return cursorOf([]);
    }
    const statement = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, statement);
    const bound = values.map((one) => (one instanceof ArrayBuffer ? new Uint8Array(one) : one));
    if (statement.columns().length > 0) return cursorOf(statement.all(...bound));
    statement.run(...bound);
    return cursorOf([]);
  };
}

const cursorOf = (rows: object[]) => ({
  toArray: () => rows,
  one: () => rows[0],
  [Symbol.iterator]: () => rows[Symbol.iterator](),
});

/** One inside another is a part of it. */
function transactions(database: DatabaseSync) {
  let depth = 0;
  return <T>(work: () => T): T => {
    const name = `level${depth++}`;
    database.exec(`SAVEPOINT ${name}`);
    try {
      const result = work();
      database.exec(`RELEASE ${name}`);
      return result;
    } catch (error) {
      database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      depth--;
    }
  };
}
