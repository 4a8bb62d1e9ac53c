// What the administrator reads of organisations and of tenants.
import { z } from "zod";

const Moment = z.iso.datetime();

export const OrganisationRow = z
  .object({
    id: z.string(),
    name: z.string(),
    plan: z.string(),
    createdAt: Moment,
    members: z.int(),
    sandboxes: z.int(),
    apis: z.array(z.string()).describe("Which APIs it publishes"),
  })
  .meta({ id: "OrganisationRow" });
export type OrganisationRow = z.infer<typeof OrganisationRow>;

export const TenantRow = z
  .object({
    tenant: z.string(),
    mode: z.enum(["test", "live"]),
    api: z.string().nullable(),
    organisation: z.string().nullable().describe("Its name"),
    status: z.enum(["active", "inactive"]),
    calls: z.int().describe("Of this month, about"),
    lastAnsweredAt: Moment.nullable(),
  })
  .meta({ id: "TenantRow" });
export type TenantRow = z.infer<typeof TenantRow>;
