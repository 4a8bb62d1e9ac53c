// `npm run corpus`: a folder of documents as it is, or with `--sample` a random draw of it, played strictly.
import { argv } from "node:process";

await (argv.includes("--sample") ? import("./sample/sample.ts") : import("./corpus.ts"));
