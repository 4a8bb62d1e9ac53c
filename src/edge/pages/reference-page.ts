// The platform's own API, to read.
import { html } from "hono/html";
import { type Html, page } from "./layout.ts";

type Route = {
  method: string;
  path: string;
  tag: string;
  id: string;
  summary: string;
  detail?: string;
  access: string;
  query: readonly { name: string; description?: string }[];
  body?: object;
};

const ACCESS: Record<string, string> = {
  session: "a session",
  manage: "a session, or a test key with the scope sandbox:manage",
  public: "nobody in particular",
};

export function referencePage(origin: string, routes: readonly Route[]): Html {
  const tags = [...new Set(routes.map((route) => route.tag))];
  return page(
    "Sandbar API",
    html`<h1>Sandbar's own API</h1>
      <p class="soft">
        Open sandboxes, control them, look into them. For machines:
        <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).
      </p>
      <p>
        Send a session token, as signing in at <code>/api/auth/sign-in/email</code> answers it in
        <code>set-auth-token</code>:
      </p>
      <pre><code>curl ${origin}/api/v1/me -H "Authorization: Bearer $TOKEN"</code></pre>
      <p>
        Refusals are JSON with <code>sandbox_error</code>, <code>message</code> and <code>timestamp</code>.
      </p>
      <nav>${tags.map((tag) => html`<a href="#${anchor(tag)}">${tag}</a> `)}</nav>
      ${tags.map(
        (tag) =>
          html`<h2 id="${anchor(tag)}">${tag}</h2>
            ${routes.filter((route) => route.tag === tag).map(section)}`,
      )}`,
  );
}

const anchor = (tag: string): string => tag.toLowerCase().replaceAll(" ", "-");

const section = ({ method, path, id, summary, detail, access, query, body }: Route): Html =>
  html`<h3 id="${id}">${summary}</h3>
    <p>
      <code>${method.toUpperCase()} ${path}</code> <span class="soft">for ${ACCESS[access] ?? access}</span>
    </p>
    ${detail === undefined ? "" : html`<p>${detail}</p>`}
    ${
      query.length === 0
        ? ""
        : html`<table>
            ${query.map(
              (one) =>
                html`<tr>
                  <th><code>?${one.name}</code></th>
                  <td>${one.description ?? ""}</td>
                </tr>`,
            )}
          </table>`
    }
    ${body === undefined ? "" : html`<pre><code>${JSON.stringify(body, null, 2)}</code></pre>`}`;
