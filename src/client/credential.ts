// Where an API takes its key.
import { Scheme } from "#blueprint/format/operation.ts";
import { type Json, isObject } from "#lib/json.ts";

/** What the catalogue says of a key, as a scheme. */
export const schemeOf = ({ kind, name }: { kind: string; name: string | null }): Scheme =>
  Scheme.safeParse({ kind, name: name ?? undefined }).data ?? { kind: "bearer" };

/** Puts the key into a request; answers the payload, in which some APIs take it. */
export function authorize(
  scheme: Scheme,
  key: string,
  { url, headers }: { url: URL; headers: Headers },
  payload: Json | undefined,
): Json | undefined {
  switch (scheme.kind) {
    case "bearer":
      headers.set("authorization", `Bearer ${key}`);
      return payload;
    case "basic":
      headers.set("authorization", `Basic ${btoa(`${key}:`)}`);
      return payload;
    case "header":
      headers.set(scheme.name, key);
      return payload;
    case "query":
      url.searchParams.set(scheme.name, key);
      return payload;
    case "cookie": {
      const own = `${scheme.name}=${encodeURIComponent(key)}`;
      const others = headers.get("cookie");
      headers.set("cookie", others === null ? own : `${others}; ${own}`);
      return payload;
    }
    case "body":
      if (payload === undefined) return { [scheme.name]: key };
      return isObject(payload) ? { ...payload, [scheme.name]: key } : payload;
  }
}
