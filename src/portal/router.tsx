// The portal's addresses. Each page is a chunk of its own, loaded when it is first opened.
import { QueryClient } from "@tanstack/react-query";
import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { Refusal } from "./api/client.ts";
import { sessionQuery } from "./api/session.ts";
import { Loading } from "./components/loading.tsx";
import { NothingHere } from "./components/nothing-here.tsx";
import { RouteFailed } from "./components/route-failed.tsx";
import { Shell } from "./components/shell.tsx";
import { oneOf, optional, textIn } from "./search.ts";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer: asking again changes nothing.
      retry: (count, error) => count < 2 && !(error instanceof Refusal && error.status < 500),
    },
  },
});

const SUBMISSION_STATUSES = ["in_review", "approved", "changes_requested", "rejected", "withdrawn"] as const;
type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];
const PHASES = ["sandbox", "in_review", "production"] as const;
type Phase = (typeof PHASES)[number];

const root = createRootRoute({ component: Shell, notFoundComponent: NothingHere });
const page = <const Path extends string>(path: Path) => ({ getParentRoute: () => root, path });

const frontPage = createRoute({
  ...page("/"),
  component: lazyRouteComponent(() => import("./pages/front-page.tsx"), "FrontPage"),
});
const signIn = createRoute({
  ...page("/sign-in"),
  validateSearch: (search): { next?: string } => ({ ...optional("next", textIn(search, "next")) }),
  component: lazyRouteComponent(() => import("./pages/account/sign-in-page.tsx"), "SignInPage"),
});
const signUp = createRoute({
  ...page("/sign-up"),
  validateSearch: (search): { next?: string } => ({ ...optional("next", textIn(search, "next")) }),
  component: lazyRouteComponent(() => import("./pages/account/sign-up-page.tsx"), "SignUpPage"),
});
const resetPassword = createRoute({
  ...page("/reset-password"),
  validateSearch: (search): { token?: string } => ({ ...optional("token", textIn(search, "token")) }),
  component: lazyRouteComponent(() => import("./pages/account/reset-password-page.tsx"), "ResetPasswordPage"),
});
const verify = createRoute({
  ...page("/verify"),
  validateSearch: (search): { token?: string } => ({ ...optional("token", textIn(search, "token")) }),
  component: lazyRouteComponent(() => import("./pages/account/verify-page.tsx"), "VerifyPage"),
});

const api = createRoute({
  ...page("/apis/$api"),
  component: lazyRouteComponent(() => import("./pages/visitor/api-page.tsx"), "ApiPage"),
});

const reference = createRoute({
  ...page("/apis/$api/reference"),
  validateSearch: (search): { operation?: string } => ({
    ...optional("operation", textIn(search, "operation")),
  }),
  component: lazyRouteComponent(() => import("./pages/reference/reference-page.tsx"), "ReferencePage"),
});

const sharedRequest = createRoute({
  ...page("/shared/$token"),
  component: lazyRouteComponent(() => import("./pages/visitor/shared-request-page.tsx"), "SharedRequestPage"),
});

const claim = createRoute({
  ...page("/claim/$token"),
  component: lazyRouteComponent(() => import("./pages/visitor/claim-page.tsx"), "ClaimPage"),
});

const admin = createRoute({
  ...page("/admin"),
  component: lazyRouteComponent(() => import("./pages/admin/admin-page.tsx"), "AdminPage"),
});

/** Pages of people who are signed in; anybody else signs in first and comes back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    if (!(await queries.ensureQueryData(sessionQuery)))
      throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: Outlet,
});
const privatePage = <const Path extends string>(path: Path) => ({ getParentRoute: () => signedIn, path });

const dashboard = createRoute({
  ...privatePage("/dashboard"),
  component: lazyRouteComponent(() => import("./pages/dashboard/dashboard-page.tsx"), "DashboardPage"),
});
const apiAccess = createRoute({
  ...privatePage("/settings/api-access"),
  validateSearch: (search): { api?: string } => ({ ...optional("api", textIn(search, "api")) }),
  component: lazyRouteComponent(() => import("./pages/settings/api-access-page.tsx"), "ApiAccessPage"),
});
const subscription = createRoute({
  ...privatePage("/apis/$api/subscription"),
  component: lazyRouteComponent(
    () => import("./pages/subscription/subscription-page.tsx"),
    "SubscriptionPage",
  ),
});

const sandbox = createRoute({
  ...privatePage("/sandboxes/$sandbox/$api"),
  component: lazyRouteComponent(() => import("./pages/sandbox/sandbox-frame.tsx"), "SandboxFrame"),
});
const sandboxPage = <const Path extends string>(path: Path) => ({ getParentRoute: () => sandbox, path });
const overview = createRoute({
  ...sandboxPage("/"),
  component: lazyRouteComponent(() => import("./pages/sandbox/overview-page.tsx"), "OverviewPage"),
});
const records = createRoute({
  ...sandboxPage("/records"),
  component: lazyRouteComponent(() => import("./pages/sandbox/records-page.tsx"), "RecordsPage"),
});

const resource = createRoute({
  ...sandboxPage("/records/$resource"),
  validateSearch: (search): { search?: string; before?: number } => ({
    ...optional("search", textIn(search, "search")),
    ...(typeof search["before"] === "number" ? { before: search["before"] } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/sandbox/resource-page.tsx"), "ResourcePage"),
});

const record = createRoute({
  ...sandboxPage("/records/$resource/$record"),
  validateSearch: (search): { parent?: string } => ({ ...optional("parent", textIn(search, "parent")) }),
  component: lazyRouteComponent(() => import("./pages/sandbox/record-page.tsx"), "RecordPage"),
});

const requests = createRoute({
  ...sandboxPage("/requests"),
  validateSearch: (search): { method?: string; status?: string; path?: string } => ({
    ...optional("method", textIn(search, "method")),
    ...optional("status", textIn(search, "status")),
    ...optional("path", textIn(search, "path")),
  }),
  component: lazyRouteComponent(() => import("./pages/sandbox/requests-page.tsx"), "RequestsPage"),
});
const request = createRoute({
  ...sandboxPage("/requests/$request"),
  component: lazyRouteComponent(() => import("./pages/sandbox/request-page.tsx"), "RequestPage"),
});
const webhooks = createRoute({
  ...sandboxPage("/webhooks"),
  component: lazyRouteComponent(() => import("./pages/sandbox/webhooks-page.tsx"), "WebhooksPage"),
});
const testing = createRoute({
  ...sandboxPage("/testing"),
  component: lazyRouteComponent(() => import("./pages/sandbox/testing-page.tsx"), "TestingPage"),
});
const snapshots = createRoute({
  ...sandboxPage("/snapshots"),
  component: lazyRouteComponent(() => import("./pages/sandbox/snapshots-page.tsx"), "SnapshotsPage"),
});

const receipts = createRoute({
  ...sandboxPage("/receipts"),
  component: lazyRouteComponent(() => import("./pages/sandbox/receipts-page.tsx"), "ReceiptsPage"),
});

const account = createRoute({
  ...privatePage("/account"),
  component: lazyRouteComponent(() => import("./pages/account/account-page.tsx"), "AccountPage"),
});

const invitation = createRoute({
  ...privatePage("/invitations/$invitation"),
  component: lazyRouteComponent(() => import("./pages/account/invitation-page.tsx"), "InvitationPage"),
});

const organisation = createRoute({
  ...privatePage("/organisation"),
  component: lazyRouteComponent(
    () => import("./pages/organisation/organisation-frame.tsx"),
    "OrganisationFrame",
  ),
});

const organisationPage = <const Path extends string>(path: Path) => ({
  getParentRoute: () => organisation,
  path,
});

const organisationStart = createRoute({
  ...organisationPage("/"),
  beforeLoad: () => {
    throw redirect({ to: "/organisation/members" });
  },
});

const members = createRoute({
  ...organisationPage("/members"),
  component: lazyRouteComponent(() => import("./pages/organisation/members-page.tsx"), "MembersPage"),
});

const tokens = createRoute({
  ...organisationPage("/tokens"),
  component: lazyRouteComponent(() => import("./pages/organisation/tokens-page.tsx"), "TokensPage"),
});

const platformWebhooks = createRoute({
  ...organisationPage("/webhooks"),
  component: lazyRouteComponent(() => import("./pages/organisation/webhooks-page.tsx"), "WebhooksPage"),
});

type AuditSearch = {
  action?: string;
  api?: string;
  actor?: string;
  mode?: "test" | "live";
  before?: number;
};
const audit = createRoute({
  ...organisationPage("/audit"),
  validateSearch: (search): AuditSearch => ({
    ...optional("action", textIn(search, "action")),
    ...optional("api", textIn(search, "api")),
    ...optional("actor", textIn(search, "actor")),
    ...(search["mode"] === "test" || search["mode"] === "live" ? { mode: search["mode"] } : {}),
    ...(typeof search["before"] === "number" ? { before: search["before"] } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/organisation/audit-page.tsx"), "AuditPage"),
});

const usage = createRoute({
  ...organisationPage("/usage"),
  component: lazyRouteComponent(() => import("./pages/organisation/usage-page.tsx"), "UsagePage"),
});

const providerApis = createRoute({
  ...privatePage("/provider/apis"),
  component: lazyRouteComponent(() => import("./pages/provider/apis-page.tsx"), "ProviderApisPage"),
});
const providerApi = createRoute({
  ...privatePage("/provider/$api"),
  component: lazyRouteComponent(() => import("./pages/provider/api/api-frame.tsx"), "ApiFrame"),
});
const providerPage = <const Path extends string>(path: Path) => ({ getParentRoute: () => providerApi, path });
const providerOverview = createRoute({
  ...providerPage("/"),
  component: lazyRouteComponent(() => import("./pages/provider/api/overview-page.tsx"), "OverviewPage"),
});
const releases = createRoute({
  ...providerPage("/releases"),
  validateSearch: (search): { before?: string; from?: string; to?: string } => ({
    ...optional("before", textIn(search, "before")),
    ...optional("from", textIn(search, "from")),
    ...optional("to", textIn(search, "to")),
  }),
  component: lazyRouteComponent(() => import("./pages/provider/releases/releases-page.tsx"), "ReleasesPage"),
});
const publish = createRoute({
  ...providerPage("/publish"),
  component: lazyRouteComponent(() => import("./pages/provider/api/publish-page.tsx"), "PublishPage"),
});
const sandboxFile = createRoute({
  ...providerPage("/sandbox-file"),
  component: lazyRouteComponent(
    () => import("./pages/provider/sandbox-file/sandbox-file-page.tsx"),
    "SandboxFilePage",
  ),
});
const plans = createRoute({
  ...providerPage("/plans"),
  validateSearch: (search): { plan?: string } => ({ ...optional("plan", textIn(search, "plan")) }),
  component: lazyRouteComponent(() => import("./pages/provider/plans/plans-page.tsx"), "PlansPage"),
});
const inbox = createRoute({
  ...providerPage("/inbox"),
  validateSearch: (search): { status?: SubmissionStatus; before?: string } => ({
    ...oneOf("status", SUBMISSION_STATUSES, search),
    ...optional("before", textIn(search, "before")),
  }),
  component: lazyRouteComponent(() => import("./pages/provider/inbox/inbox-page.tsx"), "InboxPage"),
});
const partners = createRoute({
  ...providerPage("/partners"),
  validateSearch: (search): { phase?: Phase } => ({ ...oneOf("phase", PHASES, search) }),
  component: lazyRouteComponent(() => import("./pages/provider/partners/partners-page.tsx"), "PartnersPage"),
});
const partner = createRoute({
  ...providerPage("/partners/$partner"),
  component: lazyRouteComponent(() => import("./pages/provider/partners/partner-page.tsx"), "PartnerPage"),
});
const partnerCall = createRoute({
  ...providerPage("/partners/$partner/calls/$request"),
  component: lazyRouteComponent(
    () => import("./pages/provider/partners/partner-call-page.tsx"),
    "PartnerCallPage",
  ),
});
const apiStatus = createRoute({
  ...providerPage("/status"),
  component: lazyRouteComponent(() => import("./pages/provider/status/status-page.tsx"), "StatusPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    frontPage,
    signIn,
    signUp,
    resetPassword,
    verify,
    api,
    reference,
    sharedRequest,
    claim,
    admin,
    signedIn.addChildren([
      dashboard,
      apiAccess,
      subscription,
      sandbox.addChildren([
        overview,
        records,
        resource,
        record,
        requests,
        request,
        webhooks,
        testing,
        snapshots,
        receipts,
      ]),
      organisation.addChildren([organisationStart, members, tokens, platformWebhooks, audit, usage]),
      account,
      invitation,
      providerApis,
      providerApi.addChildren([
        providerOverview,
        releases,
        publish,
        sandboxFile,
        plans,
        inbox,
        partners,
        partner,
        partnerCall,
        apiStatus,
      ]),
    ]),
  ]),
  defaultPreload: "intent",
  defaultPendingComponent: Loading,
  defaultErrorComponent: RouteFailed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
