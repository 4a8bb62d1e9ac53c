// The status page: what is up, and when it last answered.
import { html } from "hono/html";
import { type Html, page } from "./layout.ts";

type Status = {
  api: string;
  state: string;
  lastAnsweredAt: string | null;
  announcement: { text: string; at: string } | null;
};

const WORDS: Record<string, string> = { ok: "up", degraded: "degraded", down: "down" };

export const statusPage = (now: string, directory: boolean, apis: readonly Status[]): Html =>
  page(
    "Status",
    html`<h1>Status</h1>
      <p class="soft">At ${now}. All times are UTC.</p>
      <table>
        <tr>
          <th>The platform</th>
          <td>answers</td>
        </tr>
        <tr>
          <th>Accounts and keys</th>
          <td>${directory ? "up" : "cannot be reached; API calls are not affected"}</td>
        </tr>
      </table>
      <h2>APIs</h2>
      ${
        apis.length === 0
          ? html`<p>No API is public here yet.</p>`
          : html`<table>
              <tr>
                <th>API</th>
                <th>State</th>
                <th>Last answer of a sandbox</th>
                <th>Announced</th>
              </tr>
              ${apis.map(
                (one) =>
                  html`<tr>
                    <td><a href="/docs/${one.api}/scenarios">${one.api}</a></td>
                    <td>${WORDS[one.state] ?? one.state}</td>
                    <td>${one.lastAnsweredAt ?? "not yet"}</td>
                    <td>${one.announcement ? `${one.announcement.text} (${one.announcement.at})` : ""}</td>
                  </tr>`,
              )}
            </table>`
      }`,
  );
