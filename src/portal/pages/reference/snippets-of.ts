// The same call in several languages, each with nothing but what its runtime brings (and `requests`, for Python).
import { type Call, FORM, MULTIPART, isJson } from "./call.ts";

export const snippetsOf = (call: Call): { label: string; source: string }[] => [
  { label: "curl", source: curl(call) },
  { label: "Node", source: node(call) },
  { label: "Python", source: python(call) },
];

const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function curl({ method, url, headers, basic, body }: Call): string {
  const isPlain = method === "GET" || (method === "POST" && body !== undefined);
  const lines = [`curl ${isPlain ? "" : `-X ${method} `}${shell(url)}`];
  if (basic !== undefined) lines.push(`-u ${shell(`${basic}:`)}`);
  for (const [name, value] of headers) lines.push(`-H ${shell(`${name}: ${value}`)}`);
  if (body && "pairs" in body)
    for (const [name, value] of body.pairs)
      lines.push(`${body.media === MULTIPART ? "-F" : "--data-urlencode"} ${shell(`${name}=${value}`)}`);
  else if (body) lines.push(`-H ${shell(`Content-Type: ${body.media}`)}`, `--data ${shell(body.text)}`);
  return lines.join(" \\\n  ");
}

function node({ method, url, headers, basic, body }: Call): string {
  const sent = headers.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  if (basic !== undefined) sent.push(`    "Authorization": "Basic " + btoa(${JSON.stringify(`${basic}:`)}),`);
  if (body && !("pairs" in body)) sent.push(`    "Content-Type": ${JSON.stringify(body.media)},`);
  const form = body && "pairs" in body ? formOf(body.media, body.pairs) : [];
  return [
    ...form,
    `const answer = await fetch(${JSON.stringify(url)}, {`,
    `  method: ${JSON.stringify(method)},`,
    ...(sent.length > 0 ? ["  headers: {", ...sent, "  },"] : []),
    ...(body ? [`  body: ${nodeBody(body)},`] : []),
    "});",
    "console.log(answer.status, await answer.text());",
  ].join("\n");
}

const formOf = (media: string, pairs: [string, string][]): string[] => [
  `const form = new ${media === FORM ? "URLSearchParams" : "FormData"}();`,
  ...pairs.map(([name, value]) => `form.append(${JSON.stringify(name)}, ${JSON.stringify(value)});`),
];

function nodeBody(body: NonNullable<Call["body"]>): string {
  if ("pairs" in body) return "form";
  const value = isJson(body.media) ? parsed(body.text) : undefined;
  if (value === undefined) return JSON.stringify(body.text);
  return `JSON.stringify(${JSON.stringify(value, null, 2).replaceAll("\n", "\n  ")})`;
}

function python({ method, url, headers, basic, body }: Call): string {
  const sent = headers.map(([name, value]) => `        ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  if (body && !("pairs" in body)) sent.push(`        "Content-Type": ${JSON.stringify(body.media)},`);
  return [
    "import requests",
    "",
    "answer = requests.request(",
    `    ${JSON.stringify(method)},`,
    `    ${JSON.stringify(url)},`,
    ...(basic === undefined ? [] : [`    auth=(${JSON.stringify(basic)}, ""),`]),
    ...(sent.length > 0 ? ["    headers={", ...sent, "    },"] : []),
    ...(body ? pythonBody(body) : []),
    ")",
    "print(answer.status_code, answer.text)",
  ].join("\n");
}

function pythonBody(body: NonNullable<Call["body"]>): string[] {
  if (!("pairs" in body)) return [`    data=${JSON.stringify(body.text)}.encode(),`];
  const isMultipart = body.media === MULTIPART;
  return [
    `    ${isMultipart ? "files" : "data"}=[`,
    ...body.pairs.map(
      ([name, value]) =>
        `        (${JSON.stringify(name)}, ${isMultipart ? `(None, ${JSON.stringify(value)})` : JSON.stringify(value)}),`,
    ),
    "    ],",
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
