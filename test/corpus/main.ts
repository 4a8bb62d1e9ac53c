// `npm run corpus`: a folder of documents as it is, or with `--sample` a random draw of it, played strictly.
export {};

await (process.argv.includes("--sample") ? import("./sample/sample.ts") : import("./corpus.ts"));
