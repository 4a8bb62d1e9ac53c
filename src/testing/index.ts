// `sandbar/testing`: sandboxes inside other people's tests.
export { connectSandbar, startSandbar } from "./server.ts";
export type * from "./types.ts";
