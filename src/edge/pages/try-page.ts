// An API's operations, to read and to try: calls go from the browser to the caller's own sandbox, with the key they type.
import { html, raw } from "hono/html";
import { type Html, page } from "./layout.ts";

export type TryPage = {
  slug: string;
  title: string;
  release: string;
  nonce: string;
  /** Where the APIs answer. */
  origin: string;
  /** How the API takes its key. */
  scheme: { kind: string; name?: string };
  operations: readonly {
    method: string;
    path: string;
    kind: string;
    tier: string;
    resource?: string | undefined;
  }[];
};

const MARKS: Record<string, string> = { stateful: "●", partial: "◐", sampled: "○", unsupported: "✗" };

/** What may run here is this one script, and what it may call is the origin of the APIs. */
export const tryPolicy = (nonce: string, apis: string): string =>
  `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src ${apis}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Data for a script element: a `<` in it could end the element. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** Both attributes and text are ours. The end tag stands apart: bundlers rewrite templates that hold one. */
const script = (attributes: string, text: string): Html =>
  raw(["<script ", attributes, ">", text, "</", "script>"].join(""));

const SCRIPT = `
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
for (const link of document.querySelectorAll("[data-operation]"))
  link.addEventListener("click", () => {
    const one = data.operations[Number(link.dataset.operation)];
    at("method").value = one.method;
    at("path").value = one.path;
    at("path").focus();
  });
at("try").addEventListener("submit", async (event) => {
  event.preventDefault();
  const method = at("method").value, key = at("key").value.trim();
  let url = data.origin + "/sandbox/" + data.slug + at("path").value;
  const headers = {};
  if (key !== "") {
    if (data.scheme.kind === "basic") headers.authorization = "Basic " + btoa(key + ":");
    else if (data.scheme.kind === "header") headers[data.scheme.name] = key;
    else if (data.scheme.kind === "query") url += (url.includes("?") ? "&" : "?") + data.scheme.name + "=" + encodeURIComponent(key);
    else headers.authorization = "Bearer " + key;
  }
  const scenario = at("scenario").value.trim();
  if (scenario !== "") headers["x-sandbox-scenario"] = scenario;
  const sends = method !== "GET" && method !== "DELETE" && at("body").value.trim() !== "";
  if (sends) headers["content-type"] = "application/json";
  at("answer").textContent = "…";
  try {
    const answer = await fetch(url, { method, headers, ...(sends ? { body: at("body").value } : {}), credentials: "omit" });
    const text = await answer.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch {}
    const id = answer.headers.get("x-request-id");
    at("answer").textContent = answer.status + (id ? "  " + id : "") + "\\n\\n" + shown;
  } catch (error) {
    at("answer").textContent = "No answer came: " + error.message;
  }
});
`;

export function tryPage({ slug, title, release, nonce, origin, scheme, operations }: TryPage): Html {
  return page(
    `Try ${title}`,
    html`<h1>${title}</h1>
      <p class="soft">
        Release <code>${release.slice(0, 12)}</code>, at <code>${origin}/sandbox/${slug}</code>.
        <a href="/docs/${slug}/scenarios">What can be made to go wrong</a>.
      </p>
      <form id="try">
        <p>
          <label>Test key<br /><input id="key" type="password" autocomplete="off" size="60" /></label>
        </p>
        <p>
          <select id="method" aria-label="Method">
            ${["GET", "POST", "PUT", "PATCH", "DELETE"].map((one) => html`<option>${one}</option>`)}
          </select>
          <input id="path" aria-label="Path" size="50" value="${operations[0]?.path ?? "/"}" />
          <button>Send</button>
        </p>
        <p>
          <label>Body (JSON)<br /><textarea id="body" rows="5" cols="70"></textarea></label>
        </p>
        <p>
          <label>Scenario <input id="scenario" size="24" placeholder="none" /></label>
        </p>
      </form>
      <pre><code id="answer" role="status">Nothing sent yet.</code></pre>
      <h2>Operations</h2>
      <p class="soft">● stateful ◐ partial ○ sampled ✗ unsupported</p>
      <table>
        ${operations.map(
          (one, i) =>
            html`<tr>
              <td>${MARKS[one.tier] ?? "?"}</td>
              <td><button data-operation="${i}">${one.method} ${one.path}</button></td>
              <td class="soft">${one.kind}${one.resource === undefined ? "" : ` ${one.resource}`}</td>
            </tr>`,
        )}
      </table>
      ${script(`id="data" type="application/json" nonce="${nonce}"`, embedded({ slug, origin, scheme, operations }))}
      ${script(`nonce="${nonce}"`, SCRIPT)}`,
  );
}
