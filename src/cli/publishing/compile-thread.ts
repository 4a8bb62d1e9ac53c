// A thread that compiles built-in APIs: of each name that it is told it answers why it could not, or nothing.
import { parentPort, workerData } from "node:worker_threads";
import { builtIn } from "./built-ins.ts";

const compiler = String(workerData);
parentPort?.on("message", (slug: string) => {
  builtIn(slug, compiler).then(
    () => parentPort?.postMessage(undefined),
    (error: unknown) => parentPort?.postMessage(error instanceof Error ? error.message : String(error)),
  );
});
