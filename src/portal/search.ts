// Reads the query of an address, in which anybody may write anything.

/** A text of the address's query, where it has it. */
export const textIn = (search: Record<string, unknown>, name: string): string | undefined =>
  typeof search[name] === "string" ? search[name] : undefined;

/** A word of the address's query, where it is one of those that are known. */
export function oneOf<Name extends string, const Word extends string>(
  name: Name,
  words: readonly Word[],
  search: Record<string, unknown>,
): { [N in Name]?: Word } {
  const word = words.find((one) => one === search[name]);
  return word === undefined ? {} : ({ [name]: word } as { [N in Name]?: Word });
}

/** A member that is there only when it has a value (exactOptionalPropertyTypes). */
export function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): { [N in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]?: string });
}
