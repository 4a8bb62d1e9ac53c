// In tests of the Worker the sources' own `import("…")` are loaded with the module that has them. Vite's module runner shares
// the promise of an import between callers; two requests at once would then wait for a promise of one of them, which
// workerd refuses ("Cannot perform I/O on behalf of a different request"). The built Worker is one file: there an import
// that is put off is a function call.
import type { Plugin } from "vite";

const DEFERRED = /(?<!typeof )\bimport\("([.#][^"]+)"\)/g;

export const staticImports = (): Plugin => ({
  name: "static-imports",
  enforce: "pre",
  transform(code, id) {
    if (!/\/src\/(?!cli\/)[^?]+\.tsx?$/.test(id)) return undefined;
    const imports: string[] = [];
    const replaced = code.replace(DEFERRED, (_whole, specifier: string) => {
      const name = `deferredModule${imports.length}`;
      imports.push(`import * as ${name} from "${specifier}";`);
      return `Promise.resolve(${name})`;
    });
    return imports.length === 0 ? undefined : { code: `${replaced}\n${imports.join("\n")}\n`, map: null };
  },
});
