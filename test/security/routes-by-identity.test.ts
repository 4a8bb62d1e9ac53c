// Every route of the platform's own OpenAPI document, by everybody who might try it. What is expected follows from what the
// route declares; the victim has one of everything, so that a route that lets somebody through has something to give away.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type Answer, type Partner, ORIGIN, send, signUp } from "../support/test-sandbox.ts";
import { bodyOf } from "./bodies.ts";
import { type Identity, identitiesOf } from "./identities.ts";
import { type Operation, fillPath, listOperations, parametersOf } from "./routes.ts";
import { PART, SANDBOX_NAME, type State, type Victim, changesOf, openVictim } from "./victim.ts";

let operations: Operation[] = [];
let schemas: Record<string, unknown> = {};
let victim: Victim;
let stranger: Partner;

beforeAll(async () => {
  ({ operations, schemas } = await listOperations());
  victim = await openVictim();
  stranger = await signUp();
}, 120_000);

/** Calls an operation with the victim's ids, or others. */
function ask(
  operation: Operation,
  headers: Record<string, string>,
  { ids, sandboxQuery }: { ids: Victim["ids"]; sandboxQuery?: string },
): Promise<Answer> {
  const query = new URLSearchParams();
  if (operation.query.includes("api")) query.set("api", ids["api"] ?? "");
  if (operation.query.includes("sandbox") && sandboxQuery !== undefined) query.set("sandbox", sandboxQuery);
  if (operation.query.includes("from")) query.set("from", "latest");
  if (operation.query.includes("key")) query.set("key", "releases/none/document");
  if (operation.query.includes("confirm"))
    query.set("confirm", operation.path.includes("{sandbox}") ? SANDBOX_NAME : (ids["slug"] ?? ""));
  return send(`${ORIGIN}${fillPath(operation.path, ids)}?${query.toString()}`, {
    method: operation.method,
    ...contentOf(operation, headers, ids),
  });
}

function contentOf(operation: Operation, headers: Record<string, string>, ids: Victim["ids"]): RequestInit {
  if (operation.isForm) {
    const form = new FormData();
    form.set("document", JSON.stringify(LIBRARY));
    form.set("alias", "beta");
    return { headers, body: form };
  }
  if (operation.media !== undefined)
    return { headers: { ...headers, "content-type": operation.media }, body: PART };
  if (operation.body === undefined) return { headers };
  return {
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(bodyOf(schemas, operation.body, ids)),
  };
}

/** What a block of tests may not do; run one of them alone (`-t`) to see whether it was that one. */
function expectNoChange(): void {
  let before: State;
  beforeAll(async () => {
    before = await victim.state();
  });
  afterAll(async () => {
    expect(changesOf(before, await victim.state())).toEqual({});
  });
}

const REFUSALS = new Set([401, 403, 404]);
/** A key that is bound to an API makes calls of that API where no route of the platform takes it. */
const isKey = ({ headers }: Identity): boolean => /_(test|live)_/.test(headers["authorization"] ?? "");

const isToken = (name: string): boolean => /^(read|test|publish|\w+ admin|admin) token$/.test(name);

const tells = (answer: Answer): string[] => victim.secrets.filter((secret) => answer.text.includes(secret));

/** Destructive ones last, so that those before find what they name. */
const ORDER = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const LAST = [
  "resetSandbox",
  "resetTenant",
  "undo",
  "restoreSnapshot",
  "revokeTestKey",
  "deactivateSandbox",
  "deleteSandbox",
  "changeApi",
  "deleteApi",
];
const rank = ({ method, id }: Operation): number => 10 * LAST.indexOf(id) + ORDER.indexOf(method);
const inOrder = (list: readonly Operation[]): Operation[] => [...list].sort((a, b) => rank(a) - rank(b));

/** The names of all identities, before there is a victim. */
const NAMES = [
  "no credential",
  "a garbage token",
  "a session of another organisation",
  "the organisation's owner",
  "the organisation's developer",
  "the organisation's viewer",
  "the organisation's reviewer",
  "plain key",
  "manage key",
  "all-API manage key",
  "manage key of another sandbox",
  "manage key of another API",
  "expired manage key",
  "revoked manage key",
  "manage key bound to other addresses",
  "manage key from one of its addresses",
  "manage token",
  "plain token",
  "token of a plain key that asked for sandbox:manage",
  "live key",
  "read token",
  "test token",
  "publish token",
  "admin token",
  "revoked admin token",
  "expired admin token",
  "the administrator's token",
];

const identity = (name: string, of: Victim): Identity => {
  const found = identitiesOf(of, stranger).find((one) => one.name === name);
  if (!found) throw new Error(`There is nobody called ${name}.`);
  return found;
};

describe("the platform's routes", () => {
  expectNoChange();

  it("are all classified, and every identity is tried", () => {
    expect(operations.length).toBeGreaterThan(90);
    for (const one of operations)
      for (const name of parametersOf(one.path))
        expect([one.id, victim.ids[name]]).not.toEqual([one.id, undefined]);
    expect(
      identitiesOf(victim, stranger)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...NAMES].sort());
    // A key steers what is below one sandbox and one API, and nothing else.
    for (const one of operations)
      if (one.byKey)
        expect([one.id, one.path]).toEqual([one.id, expect.stringContaining("/sandboxes/{sandbox}/{api}")]);
  });

  it.each(NAMES)("refuse %s what it may not do, and tell nothing", async (name) => {
    const who = identity(name, victim);
    const wrong: unknown[] = [];
    for (const operation of operations) {
      if (who.expects(operation) !== "refused") continue;
      const answer = await ask(operation, who.headers, {
        ids: victim.ids,
        sandboxQuery: victim.ids["sandbox"] ?? "",
      });
      const isRefused = REFUSALS.has(answer.status) || (answer.status === 405 && isKey(who));
      if (!isRefused || tells(answer).length > 0)
        wrong.push([operation.id, answer.status, tells(answer), answer.text.slice(0, 120)]);
    }
    expect(wrong).toEqual([]);
  });

  it.each(["no credential", "a garbage token"])("answer %s the same 401 everywhere", async (name) => {
    const who = identity(name, victim);
    const told = new Set<string>();
    for (const operation of operations) {
      if (operation.whose === "public") continue;
      const { status, body } = await ask(operation, who.headers, { ids: victim.ids });
      told.add(`${status} ${body.sandbox_error} ${body.message}`);
    }
    expect([...told]).toEqual([expect.stringMatching(/^401 unauthorized Sign in first/)]);
  });

  it.each(NAMES)("work on %s's own things elsewhere, and never on the victim's", async (name) => {
    const who = identity(name, victim);
    const isOwn =
      name.startsWith("the organisation's") ||
      isKey(who) ||
      isToken(name) ||
      name === "the administrator's token";
    const wrong: unknown[] = [];
    for (const operation of operations) {
      if (who.expects(operation) !== "elsewhere" || operation.id === "readBundle") continue;
      if (isOwn && operation.whose !== "public") continue;
      const answer = await ask(operation, who.headers, { ids: victim.ids });
      if (answer.status >= 500 || tells(answer).length > 0)
        wrong.push([operation.id, answer.status, tells(answer), answer.text.slice(0, 120)]);
    }
    expect(wrong).toEqual([]);
  });

  it("tell another organisation the same of what is there and of what is not", async () => {
    const who = identity("a session of another organisation", victim);
    const wrong: unknown[] = [];
    for (const operation of operations) {
      const names = parametersOf(operation.path).filter((one) => !["api", "slug", "resource"].includes(one));
      if (who.expects(operation) !== "refused" || names.length === 0) continue;
      for (const missing of names) {
        const absent = { ...victim.ids, [missing]: absentLike(victim.ids[missing] ?? "") };
        const [one, other] = [
          await ask(operation, who.headers, { ids: victim.ids }),
          await ask(operation, who.headers, { ids: absent }),
        ];
        if (said(one, victim.ids, missing) !== said(other, absent, missing))
          wrong.push([operation.id, missing, one.text, other.text]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("know nothing of a private API to another organisation", async () => {
    const who = identity("a session of another organisation", victim);
    const hidden = { ...victim.ids, api: victim.privateSlug, slug: victim.privateSlug };
    const absent = {
      ...victim.ids,
      api: absentLike(victim.privateSlug),
      slug: absentLike(victim.privateSlug),
    };
    const wrong: unknown[] = [];
    for (const operation of operations) {
      if (!/\{(api|slug)\}/.test(operation.path)) continue;
      const like = PUBLISHING.has(operation.id) ? victim.ids : absent;
      const [one, other] = [
        await ask(operation, who.headers, { ids: hidden }),
        await ask(operation, who.headers, { ids: like }),
      ];
      if (one.status < 400 || said(one, hidden, "slug") !== said(other, like, "slug"))
        wrong.push([operation.id, one.status, one.text.slice(0, 200), other.text.slice(0, 200)]);
    }
    expect(wrong).toEqual([]);
  });
});

/**
 * What anybody may do under a free name: it takes the name, or is told that somebody else has it. That much a name cannot hide,
 * so a private API's is to look like any other that is taken.
 */
const PUBLISHING = new Set(["publishRelease", "previewRelease", "uploadPart", "publishUploaded"]);

/** Another id of the same form. */
function absentLike(id: string): string {
  if (/^\d+$/.test(id)) return "987654321";
  const [end, otherwise] = /^[0-9a-f]{40,}$/.test(id) ? ["0000", "1111"] : ["zzzz", "yyyy"];
  return `${id.slice(0, -4)}${id.endsWith(end) ? otherwise : end}`;
}

/** An answer without what differs from one to the next: the id that was asked for, moment and request. */
function said(answer: Answer, ids: Victim["ids"], name: string): string {
  // Whole words only: an id such as `1` also stands within others.
  const text = answer.text.replaceAll(/[\w-]+/g, (word) => (word === ids[name] ? "…" : word));
  return `${answer.status} ${text.replace(/"timestamp":"[^"]*"/, "")}`;
}

/** What a refusal for who somebody is says; other refusals are about the state of things. */
const FOR_WHO =
  /Your role in this organisation|This service token|no service token does it|Sign in first|This key (manages|lacks|is not valid)|for the provider of the API|Only the API's provider|belongs to another provider|needs a person's session/;

describe("the platform's routes, for who may call them", () => {
  it.each(
    NAMES.filter((name) =>
      /^(the |manage key$|manage key from|all-API|(manage|read|test|publish|admin) token$)/.test(name),
    ),
  )(
    "let %s through",
    async (name) => {
      // Who only reads leaves the common one as it is.
      const own = /viewer|reviewer|administrator|read token/.test(name) ? victim : await openVictim();
      const who = identity(name, own);
      const wrong: unknown[] = [];
      const ways: Record<string, number> = {};
      for (const operation of inOrder(operations)) {
        if (who.expects(operation) !== "allowed") continue;
        const answer = await ask(operation, who.headers, { ids: own.ids });
        ways[operation.id] = answer.status;
        const forWho = answer.status === 401 || (answer.status === 403 && FOR_WHO.test(answer.text));
        if (forWho || answer.status >= 500 || answer.status === 400 || answer.status === 405)
          wrong.push([operation.id, answer.status, answer.text.slice(0, 200)]);
      }
      expect(wrong).toEqual([]);
      const good = Object.values(ways).filter((status) => status < 300).length;
      // A test that is answered 404 everywhere proves nothing.
      expect([good / Object.keys(ways).length, ways]).toEqual([
        expect.toSatisfy((share: number) => share > 0.7),
        ways,
      ]);
    },
    120_000,
  );
});

const HOSTS = ["its own host", "/sandbox/{api}", "/s/{token}/{api}", "the bare host"] as const;

const baseOf = (place: (typeof HOSTS)[number], of: Victim): string =>
  ({
    "its own host": `http://${of.slug}.localhost`,
    "/sandbox/{api}": `${ORIGIN}/sandbox/${of.slug}`,
    "/s/{token}/{api}": `${ORIGIN}/s/${of.sandboxToken}/${of.slug}`,
    "the bare host": ORIGIN,
  })[place];

describe.each(HOSTS)("the lifecycle routes on %s", (place) => {
  expectNoChange();

  const lifecycle = (): Operation[] =>
    operations.filter(({ path }) => path.includes("/settings/api-access/"));
  const at = (operation: Operation, who: Identity, sandbox: string): Promise<Answer> =>
    send(`${baseOf(place, victim)}${operation.path}?api=${victim.slug}${sandbox}`, {
      method: operation.method,
      ...contentOf(operation, who.headers, victim.ids),
    });

  it.each(
    NAMES.filter(
      (name) => !/^(the organisation's (owner|developer)|the administrator|(test|admin) token)/.test(name),
    ),
  )("refuse what is the victim's to %s", async (name) => {
    const who = identity(name, victim);
    expect(lifecycle()).toHaveLength(4);
    const wrong: unknown[] = [];
    for (const operation of lifecycle()) {
      const mayRead = /^(the organisation's|(read|publish) token)/.test(name) && operation.right === "read";
      for (const sandbox of [`&sandbox=${victim.ids["sandbox"] ?? ""}`, ""]) {
        const answer = await at(operation, who, sandbox);
        const isOwn = name === "a session of another organisation" && sandbox === "";
        const isRefused = REFUSALS.has(answer.status) || (answer.status === 405 && isKey(who));
        if (answer.status >= 500 || (!isRefused && !isOwn && !mayRead) || tells(answer).length > 0)
          wrong.push([operation.id, sandbox, answer.status, answer.text.slice(0, 120)]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("answer the owner and a developer", async () => {
    for (const role of ["owner", "developer"] as const) {
      const who = identity(`the organisation's ${role}`, victim);
      const status = lifecycle().find(({ id }) => id === "readLifecycle");
      if (!status) throw new Error("there is no readLifecycle");
      expect((await at(status, who, `&sandbox=${victim.ids["sandbox"] ?? ""}`)).body).toMatchObject({
        active: true,
      });
    }
  });
});
