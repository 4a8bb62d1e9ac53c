// The records of one tenant as a person looks at them: how many of each resource, a page of them, one of them.
import { Hono } from "hono";
import { z } from "zod";
import { LegalMoves, RecordPage, RecordView, ResourceCount } from "#contract/views.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { Limit, orInactive, orProblem, resolveTenant } from "../../resolve-tenant.ts";

export const recordRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  recordRoutes,
  { base: "/api/v1/sandboxes", tag: "Records and snapshots", access: "manage", changes: "test" },
  resolveTenant,
);

const Scope = z.object({
  parent: z
    .string()
    .max(2000)
    .optional()
    .describe("The record's `parent`, where several scopes have this id"),
});

route(
  "get",
  "/:sandbox/:api/resources",
  {
    id: "listResources",
    summary: "The API's resources, with the number of their records",
    answers: { 200: listOf(ResourceCount) },
  },
  async ({ context, on }) => context.json({ data: orInactive(await on.tenant.resourceCounts()) }),
);

route(
  "get",
  "/:sandbox/:api/records/:resource",
  {
    id: "listRecords",
    summary: "Records of a resource, newest first, a page at a time",
    detail: "A page ends early where its records are large; `next` says where the next one begins.",
    query: z.object({
      limit: Limit,
      before: z.coerce.number().int().min(0).optional().describe("`next` of the page before"),
      search: z.string().max(200).optional().describe("A text that one of its members has in it"),
    }),
    answers: { 200: RecordPage },
  },
  async ({ context, on, params, query: { limit, before, search } }) =>
    context.json(
      orProblem(
        await on.tenant.browseRecords({
          resource: params.resource,
          limit,
          ...(before === undefined ? {} : { below: before }),
          ...(search === undefined ? {} : { search }),
        }),
      ),
    ),
);

route(
  "get",
  "/:sandbox/:api/records/:resource/:record",
  { id: "readRecord", summary: "One record", query: Scope, answers: { 200: RecordView } },
  async ({ context, on, params, query }) =>
    context.json(orProblem(await on.tenant.readRecord(placeOf(params, query.parent)))),
);

route(
  "delete",
  "/:sandbox/:api/records/:resource/:record",
  {
    id: "deleteRecord",
    summary: "Delete a record and the records below it, silently",
    detail: "No webhook tells of it. To change a record, import it.",
    query: Scope,
    answers: { 204: null },
  },
  async ({ context, on, params, query }) => {
    orProblem(await on.tenant.deleteRecord(placeOf(params, query.parent)));
    return context.body(null, 204);
  },
);

const placeOf = (
  { resource, record }: { resource: string; record: string },
  parent: string | undefined,
): { resource: string; parent?: string; id: string } => ({
  resource,
  id: record,
  ...(parent === undefined ? {} : { parent }),
});

route(
  "get",
  "/:sandbox/:api/records/:resource/:record/next",
  { id: "legalMoves", summary: "The moves a record can make from where it is", answers: { 200: LegalMoves } },
  async ({ context, on, params }) => {
    const moves = await on.tenant.legalMoves(params.resource, params.record);
    if (!moves) throw new Problem("not_found", "There is no such record here.");
    return context.json(moves);
  },
);
