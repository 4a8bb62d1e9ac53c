// What a replay knows of the recorded ids: which value of our own stands for each, and which were met at all.
import { type Json, isObject, textOf } from "#lib/json.ts";

/** Names whose values the server makes; what else differs is no id. */
const ID_NAME =
  /(^|_)(id|ids|sid|uuid|guid|key|number|sha|ref|token|slug|login|etag|url|uri|tree|name)$|(Id|Sid|Key|Token)$/;
const LONG = 10;

export class KnownValues {
  readonly #ours = new Map<string, string>();
  readonly #met = new Set<string>();

  /** True for a value that an earlier answer gave, or that an earlier request chose. */
  knows(value: string): boolean {
    return this.#met.has(value);
  }

  /** True for a record, or one thing of a list, that an earlier exchange made. */
  knowsRecord(item: Json): boolean {
    if (!isObject(item)) return item !== null && this.knows(textOf(item));
    const key = [item["id"], item["sid"], item["key"], item["name"]].find((one) => one !== undefined);
    return key !== undefined && key !== null && this.knows(textOf(key));
  }

  /** Remembers every scalar of a recorded value as met. */
  meet(value: Json): void {
    if (Array.isArray(value)) for (const item of value) this.meet(item);
    else if (isObject(value)) for (const member of Object.values(value)) this.meet(member);
    else if (value !== null && typeof value !== "boolean") this.#met.add(String(value));
  }

  /** Pairs the recorded answer's ids with those of ours at the same place; list items in their order. */
  learn(recorded: Json, ours: Json | undefined, name = ""): void {
    if (Array.isArray(recorded)) {
      if (Array.isArray(ours)) for (const [i, item] of recorded.entries()) this.learn(item, ours[i], name);
      return;
    }
    if (isObject(recorded)) {
      if (isObject(ours))
        for (const [key, member] of Object.entries(recorded)) this.learn(member, ours[key], key);
      return;
    }
    if (recorded === null || ours === undefined || ours === null || typeof ours === "object") return;
    this.#met.add(String(recorded));
    if (
      ID_NAME.test(name) &&
      String(recorded) !== "" &&
      typeof recorded !== "boolean" &&
      !this.#ours.has(String(recorded))
    )
      this.#ours.set(String(recorded), String(ours));
  }

  /** A recorded text with our ids in the place of the recorded ones. */
  translate(text: string): string {
    const whole = this.#ours.get(text);
    if (whole !== undefined) return whole;
    let here = text;
    for (const [recorded, ours] of this.#ours)
      if (recorded.length >= LONG && here.includes(recorded)) here = here.replaceAll(recorded, ours);
    return here;
  }

  /** A recorded body with our ids; numbers stay numbers. */
  translateBody(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.translateBody(item));
    if (isObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, this.translateBody(member)]),
      );
    if (typeof value === "string") return this.translate(value);
    const ours = typeof value === "number" ? this.#ours.get(String(value)) : undefined;
    return ours !== undefined && /^\d+$/.test(ours) && String(value).length > 3 ? Number(ours) : value;
  }

  translatePath(path: string): string {
    return path
      .split("/")
      .map((segment) => {
        const plain = decodeURIComponent(segment);
        const bare = /^(.*?)(\.json)?$/.exec(plain);
        return encodeURIComponent(this.translate(bare?.[1] ?? plain) + (bare?.[2] ?? ""));
      })
      .join("/");
  }
}
