// Before `wrangler dev`: the development secrets as .dev.vars, which git ignores.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "./local/paths.ts";
import { devSecrets } from "./local/secrets.ts";

const secrets = await devSecrets();
if (!secrets.ok) {
  console.error(secrets.failure);
  process.exit(1);
}
const { DEMO_PASSWORD: _password, ...vars } = secrets.value;
const lines = Object.entries({ ...vars, REACH: "local" }).map(([name, value]) => `${name}=${value}`);
await writeFile(path.join(ROOT, ".dev.vars"), `${lines.join("\n")}\n`, { mode: 0o600 });
