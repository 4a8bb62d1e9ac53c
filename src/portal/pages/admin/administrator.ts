// The administrator's routes. Their token goes with each request, and no cookie does: one credential at a time.
import { type Schemas, answerOf, platform } from "../../api/client.ts";

const asAdministrator = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

export const readOverview = (token: string): Promise<Schemas["Overview"]> =>
  answerOf(platform.GET("/api/v1/admin/overview", asAdministrator(token)));

export const readOrganisations = async (
  token: string,
  query: { search?: string; after?: string; limit: number },
): Promise<Schemas["OrganisationRow"][]> =>
  (await answerOf(platform.GET("/api/v1/admin/partners", { params: { query }, ...asAdministrator(token) })))
    .data;

export const readTenants = async (token: string, limit: number): Promise<Schemas["TenantRow"][]> =>
  (
    await answerOf(
      platform.GET("/api/v1/admin/tenants", { params: { query: { limit } }, ...asAdministrator(token) }),
    )
  ).data;

export const givePlan = (token: string, partner: string, plan: "free" | "pro"): Promise<unknown> =>
  answerOf(
    platform.PUT("/api/v1/admin/partners/{partner}/plan", {
      params: { path: { partner } },
      body: { plan },
      ...asAdministrator(token),
    }),
  );

export const readMails = async (token: string, to: string) =>
  (
    await answerOf(
      platform.GET("/api/v1/mails/", {
        params: { query: to === "" ? { limit: 50 } : { to, limit: 50 } },
        ...asAdministrator(token),
      }),
    )
  ).data;
