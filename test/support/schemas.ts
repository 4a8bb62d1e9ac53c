// Schemas that many small documents of tests are made of.

export const text = { type: "string" };

/** A record with a key of the server's and a name. */
export const pet = {
  type: "object",
  required: ["id", "name"],
  properties: { id: { ...text, readOnly: true }, name: text },
};

export const list = (items: unknown) => ({ type: "array", items });

export const objectOf = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: "object",
  ...(required.length > 0 ? { required } : {}),
  properties,
});

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
