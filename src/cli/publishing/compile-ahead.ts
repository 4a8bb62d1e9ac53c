// Built-in APIs compiled in threads, while other things are done that have to be done before they can be published.
import { once } from "node:events";
import { availableParallelism } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { type BuiltIn, builtIn, isCompiled } from "./built-ins.ts";

/** A processor stays with who asks; each thread costs the time to load the compiler. */
const THREADS = Math.min(3, Math.max(1, availableParallelism() - 1));

type Waiting = PromiseWithResolvers<void> & { slug: string };

/** In the order of the names. What this compiler, by its hash, has compiled already needs no thread. */
export async function compileAhead(names: readonly string[], compiler: string): Promise<Promise<BuiltIn>[]> {
  const waiting: Waiting[] = [];
  const compiled = await Promise.all(
    names.map(async (slug) => {
      if (await isCompiled(slug, compiler)) return { slug, done: undefined };
      const one = { slug, ...Promise.withResolvers<void>() };
      waiting.push(one);
      return { slug, done: one.promise };
    }),
  );
  const threads = Math.min(THREADS, waiting.length);
  for (let n = 0; n < threads; n++) void compileInThread(waiting, compiler);
  return compiled.map(({ slug, done }) => {
    const facts = (async () => {
      await done;
      return builtIn(slug, compiler);
    })();
    // Who waits for it learns why it failed; where nobody comes to wait, nobody has to.
    facts.catch(() => undefined);
    return facts;
  });
}

async function compileInThread(waiting: Waiting[], compiler: string): Promise<void> {
  const thread = new Worker(path.join(import.meta.dirname, "compile-thread.ts"), { workerData: compiler });
  // It keeps no process that has nothing else to do.
  thread.unref();
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    try {
      thread.postMessage(one.slug);
      const [failure] = (await once(thread, "message")) as [string | undefined];
      if (failure === undefined) one.resolve();
      else one.reject(new Error(failure));
    } catch (error) {
      for (const left of [one, ...waiting.splice(0)]) left.reject(error);
    }
  }
  await thread.terminate();
}
