// Keys, secrets, URLs.
import type { Room } from "./mutant.ts";

export const LIB: Room = {
  name: "lib",
  tests: ["test/lib/", "test/blueprint/urls-of-strangers", "test/edge/", "test/control/", "test/delivery/"],
  mutants: [
    {
      id: "the-mac-covers-the-prefix",
      file: "lib/key.ts",
      find: "joinBytes([utf8(label), payload])",
      replace: 'joinBytes([utf8(label.replace(/^[a-z0-9]+(?=_(test|live)_)/, "")), payload])',
      tests: ["test/lib/", "test/edge/key"],
    },
    {
      id: "the-mac-covers-the-mode",
      file: "lib/key.ts",
      find: "joinBytes([utf8(label), payload])",
      replace: 'joinBytes([utf8(label.replace(/_(test|live)_$/, "")), payload])',
      tests: ["test/lib/", "test/edge/key"],
    },
    {
      id: "a-retired-secret-ends-its-keys",
      file: "lib/key.ts",
      find: "  for (const secret of signingKeys) {\n    if (!equalBytes(",
      replace: '  for (const secret of [signingKeys[0] ?? ""]) {\n    if (!equalBytes(',
      tests: ["test/lib/"],
    },
    {
      id: "a-sandbox-url-token-is-compared-whole",
      file: "lib/key.ts",
      find: "if (equalBytes(utf8(await mintSandboxToken([secret], sandbox)), utf8(token))) return sandbox;",
      replace:
        "if ((await mintSandboxToken([secret], sandbox)).slice(0, -1) === token.slice(0, -1)) return sandbox;",
      tests: ["test/lib/", "test/edge/key"],
    },
    {
      id: "equal-bytes-looks-at-every-byte",
      file: "lib/hash.ts",
      find: "for (let i = 0; i < a.length; i++) difference",
      replace: "for (let i = 1; i < a.length; i++) difference",
      tests: ["test/lib/hash"],
    },
    {
      id: "a-changed-box-does-not-open",
      file: "lib/secret-box.ts",
      find: "  } catch {\n    return undefined;",
      replace: '  } catch {\n    return "";',
      tests: ["test/lib/secret-box"],
    },
    {
      id: "a-url-with-credentials-is-refused",
      file: "lib/url-guard.ts",
      find: 'if (url.username !== "" || url.password !== "") return',
      replace: 'if (url.username !== "" && url.password !== "") return',
      tests: ["test/lib/url-user-info"],
    },
    {
      id: "plain-http-is-refused",
      file: "lib/url-guard.ts",
      find: 'if (url.protocol !== "https:") return "must be https";',
      replace: 'if (!url.protocol.startsWith("http")) return "must be https";',
      tests: ["test/blueprint/urls-of-strangers"],
    },
    {
      id: "carrier-grade-nat-is-private",
      file: "lib/ip-address.ts",
      find: 'if (range !== "unicast") return "special";',
      replace: 'if (range !== "unicast" && range !== "carrierGradeNat") return "special";',
      tests: ["test/blueprint/urls-of-strangers", "test/lib/url-guard"],
    },
    {
      id: "a-private-range-is-refused",
      file: "lib/ip-address.ts",
      find: 'if (range !== "unicast") return "special";',
      replace: 'if (range !== "unicast" && range !== "private") return "special";',
      tests: ["test/blueprint/urls-of-strangers", "test/lib/url-guard"],
    },
    {
      id: "a-name-without-a-dot-is-refused",
      file: "lib/url-guard.ts",
      find: 'if (!host.includes(".")) return "must have a public host name";',
      replace: 'if (host === "") return "must have a public host name";',
      tests: ["test/blueprint/urls-of-strangers", "test/lib/url-guard"],
    },
    {
      id: "our-own-subdomains-are-refused",
      file: "lib/url-guard.ts",
      find: "own.some((one) => host === one || host.endsWith(`.${one}`))",
      replace: "own.some((one) => host === one)",
      tests: ["test/blueprint/urls-of-strangers", "test/lib/url-guard"],
    },
  ],
};
