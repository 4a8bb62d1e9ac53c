// `sandbar open`: a page of the server, in the browser.
import { buildCommand } from "@stricli/core";
import { findTarget } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { API, CONNECTION, type ConnectionFlags, switchFlag } from "../../shell/flags.ts";
import { print } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

const PAGES = ["try", "scenarios", "reference", "status"] as const;
type Page = (typeof PAGES)[number];
type Flags = ConnectionFlags & { page?: Page; print: boolean };

export const open = buildCommand({
  docs: {
    brief: "Open a page: an API's operations to try, its scenarios, the platform's reference, its status",
  },
  parameters: {
    flags: {
      ...CONNECTION,
      page: { kind: "enum", values: PAGES, optional: true, brief: "try of an API, else reference" },
      print: switchFlag("Only print the address"),
    },
    positional: { kind: "tuple", parameters: [{ ...API, optional: true }] },
  },
  async func(this: Shell, flags: Flags, api?: string) {
    const { server } = await findTarget(this, flags);
    const url = server + pathOf(flags.page ?? (api === undefined ? "reference" : "try"), api);
    print(this, { url }, () => [url]);
    if (flags.print || !this.isInteractive) return;
    const { default: openInBrowser } = await import("open");
    await openInBrowser(url);
  },
});

function pathOf(page: Page, api: string | undefined): string {
  if (page === "reference") return "/docs";
  if (page === "status") return "/status";
  if (api === undefined) throw new Failure(EXIT.usage, `The page '${page}' is of an API: name one.`);
  const of = `/docs/${encodeURIComponent(api)}`;
  return page === "scenarios" ? `${of}/scenarios` : of;
}
