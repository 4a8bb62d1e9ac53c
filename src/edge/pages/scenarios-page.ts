// Every scenario of an API, to read: what it does and all the ways to call it up.
import { html } from "hono/html";
import { type Html, page } from "./layout.ts";

type Scenario = {
  name: string;
  description: string;
  effect: object;
  own: boolean;
  triggers: {
    header: string;
    value: string;
    email: string;
    values: readonly { member?: string | undefined; value: string | number }[];
  };
};

export type ScenariosPage = {
  slug: string;
  title: string;
  release: string;
  origin: string;
  scenarios: readonly Scenario[];
  webhookHosts: readonly string[];
};

export function scenariosPage({
  slug,
  title,
  release,
  origin,
  scenarios,
  webhookHosts,
}: ScenariosPage): Html {
  const own = scenarios.filter((one) => one.own);
  const universal = scenarios.filter((one) => !one.own);
  return page(
    `Scenarios of ${title}`,
    html`<h1>Scenarios of ${title}</h1>
      <p class="soft">
        Names that make this sandbox fail, dawdle or misbehave on request, in test mode only. They are a
        stable contract of release <code>${release.slice(0, 12)}</code>.
      </p>
      <nav>${scenarios.map((one) => html`<a href="#${one.name}">${one.name}</a> `)}</nav>
      <h2 id="ways">Four ways to call one up</h2>
      <table>
        <tr>
          <th>A header</th>
          <td><code>X-Sandbox-Scenario: not_found</code></td>
        </tr>
        <tr>
          <th>A value</th>
          <td>
            in the body, the query or the path: <code>sandbox_not_found</code>, or
            <code>not_found@sandbox.test</code>
          </td>
        </tr>
        <tr>
          <th>An idempotency key</th>
          <td>that begins so: <code>sandbox_unavailable-1</code></td>
        </tr>
        <tr>
          <th>An armed fault</th>
          <td>
            <code>POST /api/v1/sandboxes/default/${slug}/faults</code> with
            <code>{"match": {"operation": "…"}, "effect": {"scenario": "not_found"}, "count": 3}</code>; a
            list of effects is a sequence
          </td>
        </tr>
      </table>
      <p id="headers">
        For any error without a name: <code>X-Sandbox-Error: 503</code>, or
        <code>X-Sandbox-Error: rate_limit</code>. <code>X-Sandbox-Latency: 2000</code> holds an answer back,
        in milliseconds, and goes with all of these.
      </p>
      <pre><code>curl -i ${origin}/sandbox/${slug}/… -H "Authorization: Bearer $KEY" -H "X-Sandbox-Scenario: unavailable"</code></pre>
      ${
        own.length === 0
          ? ""
          : html`<h2>Of this API</h2>
              ${own.map(section)}`
      }
      <h2>Of every API</h2>
      ${universal.map(section)}
      <h2 id="hosts">Webhook hosts that only pretend</h2>
      <p>
        An endpoint at one of these is never called; its deliveries are answered as the name says. A status is
        a name too: <code>https://418.webhook.test/</code>.
      </p>
      <p>${webhookHosts.map((host) => html`<code>${host}</code> `)}</p>`,
  );
}

const section = ({ name, description, effect, triggers }: Scenario): Html =>
  html`<h3 id="${name}">${name}</h3>
    <p>${description}</p>
    <table>
      <tr>
        <th>Header</th>
        <td><code>${triggers.header}</code></td>
      </tr>
      <tr>
        <th>Value</th>
        <td><code>${triggers.value}</code> or <code>${triggers.email}</code></td>
      </tr>
      ${triggers.values.map(
        (one) =>
          html`<tr>
            <th>Or</th>
            <td><code>${one.member === undefined ? "" : `${one.member}: `}${String(one.value)}</code></td>
          </tr>`,
      )}
      <tr>
        <th>Effect</th>
        <td><code>${JSON.stringify(effect)}</code></td>
      </tr>
    </table>`;
