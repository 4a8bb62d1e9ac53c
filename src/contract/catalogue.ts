// What everybody may read of an API that is not private: what it is, how it is called, and how true its operations are.
import { z } from "zod";
import { Tier } from "#blueprint/format/operation.ts";

export const CatalogueEntry = z
  .object({
    api: z.string(),
    title: z.string(),
    release: z.string(),
    keyPrefix: z.string(),
    credential: z
      .object({
        kind: z.string().describe("bearer, basic, header, query and the like"),
        name: z.string().nullable().describe("Of the header or query parameter"),
      })
      .describe("How a call carries its key"),
    origin: z.string().describe("Where its addresses begin: {origin}/sandbox/{api} and {origin}/demo/{api}"),
    basePath: z.string().describe("Stands before the paths of the document"),
    example: z.string().nullable().describe("A path to read that names no record"),
    fidelity: z.record(Tier, z.int()).describe("How many operations there are of each tier"),
    operations: z.array(
      z.object({
        method: z.string(),
        path: z.string(),
        kind: z.string(),
        tier: Tier,
        resource: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "CatalogueEntry" });
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
