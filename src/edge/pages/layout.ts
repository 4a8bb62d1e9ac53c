// The frame of every page: one style, no script, nothing from elsewhere. Values are escaped by the template itself.
import { html, raw } from "hono/html";

export type Html = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #dde3ea; --ground: #fff; --tint: #f5f7f9; --mark: #0a6c74; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #9aa6b4; --line: #2c3643; --ground: #12171d; --tint: #1a2129; --mark: #5cc4cc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 5rem; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; padding-top: .8rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.6rem 0 .2rem; }
p { margin: .3rem 0 .8rem; } .soft { color: var(--soft); }
a { color: var(--mark); } :target { background: var(--tint); }
code, pre { font: .875em/1.5 ui-monospace, monospace; } code { background: var(--tint); padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; }
pre { background: var(--tint); padding: .8rem 1rem; overflow-x: auto; border-radius: 6px; } pre code { padding: 0; background: none; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; } th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; white-space: nowrap; } nav { margin: 1rem 0 0; line-height: 2; }
`;

/** What a page may load and do: its own style, nothing else. */
export const PAGE_HEADERS: Record<string, string> = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export const page = (title: string, body: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`;
