// What the parts of an `allOf` say against each other (R1): one declares a member, and another, by its word on further
// members, forbids it. Whoever writes that means the member: it is read as declared, and reported.
import type { Schema } from "../format/schema.ts";

/** The members that one part declares and another forbids: all that it does not know itself, or those of another type. */
export function forbiddenMembers(parts: readonly Schema[]): string[] {
  const found = parts.flatMap((part) => {
    const rest = part.additionalProperties;
    if (rest === undefined || rest === true) return [];
    return parts.flatMap((other) =>
      Object.entries(other.properties ?? {}).flatMap(([name, declared]) =>
        other !== part &&
        !Object.hasOwn(part.properties ?? {}, name) &&
        (rest === false || isDisjoint(rest, declared))
          ? [name]
          : [],
      ),
    );
  });
  return [...new Set(found)];
}

/** Types that no value has both of. */
const isDisjoint = ({ type: one }: Schema, { type: other }: Schema): boolean =>
  one !== undefined && other !== undefined && !one.some((type) => other.includes(type));
