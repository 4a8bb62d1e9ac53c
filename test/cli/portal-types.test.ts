import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PLATFORM_TYPES, platformTypes } from "../portal/platform-types.ts";

/** Without what a formatter changes. */
const bare = (text: string): string => text.replaceAll(/[\s"();,|]/g, "");

test("the portal's types are those of the platform's own document: npm run portal:types makes them anew", async () => {
  expect(bare(await readFile(PLATFORM_TYPES, "utf8"))).toBe(bare(platformTypes()));
});
