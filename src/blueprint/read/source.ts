// The raw document with its references (R1): one node type that knows its JSON pointer. Nothing is dereferenced
// as a whole; a `$ref` is followed when somebody asks.
import { type Json, type JsonObject, asObject, isObject, own } from "#lib/json.ts";
import { escapeToken, resolvePointer } from "#lib/pointer.ts";
import type { Diagnostics } from "../format/diagnostics.ts";

export type Node = { value: JsonObject; at: string };

const MAX_HOPS = 32;

export class Source {
  readonly root: JsonObject;
  private readonly diagnostics: Diagnostics;

  constructor(root: JsonObject, diagnostics: Diagnostics) {
    this.root = root;
    this.diagnostics = diagnostics;
  }

  /** The node a value stands for, through any `$ref`; an empty node where it dangles. */
  follow(value: Json | undefined, at: string): Node {
    let here = asObject(value);
    let pointer = at;
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const ref = own(here, "$ref");
      if (typeof ref !== "string") return { value: here, at: pointer };
      if (!ref.startsWith("#")) {
        this.diagnostics.warning(
          pointer,
          `The reference ${ref.slice(0, 120)} leads outside the document and is not followed.`,
          "Bundle the document into one file.",
          "R1",
        );
        return { value: {}, at: pointer };
      }
      const target = resolvePointer(this.root, ref);
      if (!isObject(target)) {
        this.diagnostics.warning(
          pointer,
          `The reference ${ref.slice(0, 120)} leads nowhere.`,
          "Define what it names; until then anything is accepted there.",
          "R1",
        );
        return { value: {}, at: pointer };
      }
      here = target;
      pointer = ref.slice(1);
    }
    this.diagnostics.warning(at, "The reference leads to itself.", "Break the circle.", "R1");
    return { value: {}, at };
  }

  child(node: Node, key: string): Node {
    return this.follow(own(node.value, key), `${node.at}/${escapeToken(key)}`);
  }

  /** The object at a pointer; an empty one where there is none. */
  at(pointer: string): JsonObject {
    return asObject(resolvePointer(this.root, `#${pointer}`));
  }

  /** The entries of an object-valued member, each followed. */
  entries(node: Node, key: string): [string, Node][] {
    const value = this.child(node, key);
    return Object.keys(value.value).map((name) => [name, this.child(value, name)]);
  }

  /** The items of an array-valued member, each followed. */
  items(node: Node, key: string): Node[] {
    const value = own(node.value, key);
    if (!Array.isArray(value)) return [];
    return value.map((item, i) => this.follow(item, `${node.at}/${escapeToken(key)}/${i}`));
  }
}
