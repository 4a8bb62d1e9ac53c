// Service tokens: what a machine of an organisation is known by, and what it may do.
import { z } from "zod";

/** Every token reads. `test` changes sandboxes, `publish` publishes APIs, `admin` does all that an owner does. */
export const ServiceScope = z.enum(["read", "test", "publish", "admin"]);
export type ServiceScope = z.infer<typeof ServiceScope>;

const Moment = z.iso.datetime();

const token = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(ServiceScope),
  createdBy: z.string().describe("The person who made it"),
  createdAt: Moment,
  expiresAt: Moment.nullable(),
  lastUsedAt: Moment.nullable().describe("To the minute"),
  state: z.enum(["working", "expired", "revoked"]),
};

export const ServiceTokenView = z.object(token).meta({ id: "ServiceToken" });
export type ServiceTokenView = z.infer<typeof ServiceTokenView>;

export const CreatedServiceToken = z
  .object({ ...token, token: z.string().describe("Shown once") })
  .meta({ id: "CreatedServiceToken" });
export type CreatedServiceToken = z.infer<typeof CreatedServiceToken>;
