// `test` with a sandbox of its own for each test. When one fails, the calls of its sandbox are printed.
import { type Sandbox, connectSandbar } from "sandbar/testing";
import { test as base, inject, onTestFailed } from "vitest";

const api = connectSandbar(inject("sandbar")).published("orders");

export const test = base.extend<{ sandbox: Sandbox }>({
  // Vitest reads the name of what a fixture needs from its parameter: this one needs nothing.
  // oxlint-disable-next-line no-empty-pattern
  sandbox: async ({}, use) => {
    const sandbox = await (await api).sandbox();
    onTestFailed(async () => console.log(await sandbox.explainRequests()));
    await use(sandbox);
    await sandbox.close();
  },
});
