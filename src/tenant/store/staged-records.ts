// Records that a call under way has made or changed and not yet committed, found by the value of a property. An index is
// made when a property is first asked for, so that a batch of thousands does not walk itself for each of its items.
import type { Stored } from "#engine/record-reader.ts";
import { type Json, type JsonObject, asArray, at, own, textOf } from "#lib/json.ts";

const keyOf = ({ parent, id }: Pick<Stored, "parent" | "id">): string => `${parent}\n${id}`;

type Kind = {
  records: Map<string, Stored>;
  /** Keys of those that the call removes. */
  gone: Set<string>;
  byProperty: Map<string, Map<string, Stored[]>>;
};

export class StagedRecords {
  private readonly kinds = new Map<string, Kind>();

  put(record: Stored): void {
    const kind = this.kindOf(record);
    kind.gone.delete(keyOf(record));
    // What an older version of the record is found by is known no more: the indexes are made anew.
    if (kind.records.has(keyOf(record))) kind.byProperty.clear();
    else for (const [property, index] of kind.byProperty) addTo(index, property, record);
    kind.records.set(keyOf(record), record);
  }

  drop(record: Stored): void {
    const kind = this.kindOf(record);
    kind.gone.add(keyOf(record));
    kind.records.delete(keyOf(record));
    kind.byProperty.clear();
  }

  private kindOf({ resource }: Stored): Kind {
    const kind = this.kinds.get(resource) ?? { records: new Map(), gone: new Set(), byProperty: new Map() };
    this.kinds.set(resource, kind);
    return kind;
  }

  /** The records that hold a value: the committed ones that are not staged, and the staged ones. */
  found(resource: string, property: string, value: string, committed: Stored[]): Stored[] {
    const kind = this.kinds.get(resource);
    if (!kind) return committed;
    let index = kind.byProperty.get(property);
    if (!index) {
      kind.byProperty.set(property, (index = new Map()));
      for (const record of kind.records.values()) addTo(index, property, record);
    }
    return [...untouched(kind, committed), ...(index.get(value) ?? [])];
  }

  /** The records whose members have these values: the committed ones that are not staged, and the staged ones. */
  selected(resource: string, where: JsonObject, committed: Stored[]): Stored[] {
    const kind = this.kinds.get(resource);
    if (!kind) return committed;
    const wanted = Object.entries(where).map(([name, value]) => ({
      path: name.split("."),
      text: textOf(value),
    }));
    return together(kind, committed, (doc) =>
      wanted.every(({ path, text }) => textOf(at(doc, path)) === text),
    );
  }

  /** The records that have a value in a list, their member. */
  holding(resource: string, member: string, value: Json, committed: Stored[]): Stored[] {
    const kind = this.kinds.get(resource);
    const path = member.split(".");
    return kind
      ? together(kind, committed, (doc) =>
          asArray(at(doc, path)).some((one) => textOf(one) === textOf(value)),
        )
      : committed;
  }
}

const untouched = (kind: Kind, committed: Stored[]): Stored[] =>
  committed.filter((one) => !kind.records.has(keyOf(one)) && !kind.gone.has(keyOf(one)));

const together = (kind: Kind, committed: Stored[], fits: (doc: JsonObject) => boolean): Stored[] => [
  ...untouched(kind, committed),
  ...[...kind.records.values()].filter((one) => fits(one.doc)),
];

function addTo(index: Map<string, Stored[]>, property: string, record: Stored): void {
  const held = own(record.doc, property);
  if (held === undefined || held === null) return;
  const others = index.get(textOf(held));
  if (others) others.push(record);
  else index.set(textOf(held), [record]);
}
