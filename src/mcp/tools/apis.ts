// APIs: which there are, and what one offers.
import type { CatalogueEntry } from "#contract/catalogue.ts";
import { api, tool } from "./tool.ts";

type ApiRow = { slug: string; title: string; visibility?: string };

export const API_TOOLS = [
  tool({
    name: "list_apis",
    title: "List APIs",
    description: "The APIs of which a sandbox can be opened, by name.",
    input: {},
    readOnly: true,
    async run({ client }) {
      const { data } = await client<{ data: ApiRow[] }>("GET", "/api/v1/apis");
      return data;
    },
  }),
  tool({
    name: "describe_api",
    title: "Describe an API",
    description:
      "How an API is called (base URL, where the key goes) and its operations, each with the resource it acts on and how true it is.",
    input: { api },
    readOnly: true,
    async run({ client }, { api: slug }) {
      const entry = await client<CatalogueEntry>("GET", `/api/v1/catalogue/${encodeURIComponent(slug)}`);
      return {
        ...entry,
        baseUrl: `${entry.origin}/sandbox/${slug}`,
        operations: entry.operations.map(
          ({ method, path, resource, tier }) =>
            `${method} ${path}${resource ? ` (${resource})` : ""}, ${tier}`,
        ),
      };
    },
  }),
];
