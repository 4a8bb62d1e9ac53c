// R5, R40: paths that are a noun and a verb, keys in the query or the body, refusals inside a 200.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const text = { type: "string" };
const ok = { type: "boolean", enum: [true] };
const room = {
  type: "object",
  required: ["id"],
  properties: { id: { ...text, pattern: "^C[A-Z0-9]{8}$" }, name: text },
};
const note = {
  type: "object",
  required: ["ts", "text"],
  properties: { ts: { ...text, pattern: "^\\d{10}\\.\\d{6}$" }, text },
};
const wrapped = (name: string, schema: unknown, more: Record<string, unknown> = {}) => ({
  type: "object",
  required: ["ok", name, ...Object.keys(more)],
  properties: { ok, [name]: schema, ...more },
});
const refusal = (...codes: string[]) => ({
  description: "",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["ok", "error"],
        properties: { ok: { type: "boolean", enum: [false] }, error: { ...text, enum: codes } },
      },
    },
  },
});
const body = (...names: string[]) => ({
  type: "object",
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, text])),
});
const document = documentOf({
  "POST /rooms.create": { body: body("name"), answer: wrapped("room", room) },
  "GET /rooms.info": { query: { room: text }, answer: wrapped("room", room) },
  "GET /rooms.list": {
    query: { limit: { type: "integer" }, cursor: text },
    answer: wrapped(
      "rooms",
      { type: "array", items: room },
      { response_metadata: { type: "object", required: ["next_cursor"], properties: { next_cursor: text } } },
    ),
  },
  "POST /rooms.rename": { body: body("room", "name"), answer: wrapped("room", room) },
  "POST /chat.postNote": {
    body: body("room", "text"),
    answer: wrapped("note", note, { room: text, ts: text }),
  },
  "GET /rooms.history": { query: { room: text }, answer: wrapped("notes", { type: "array", items: note }) },
  "POST /chat.update": { body: body("room", "ts", "text"), answer: wrapped("note", note, { ts: text }) },
  "POST /chat.delete": {
    body: body("room", "ts"),
    answer: { type: "object", required: ["ok", "ts"], properties: { ok, ts: text } },
    status: 200,
  },
});
for (const [path, item] of Object.entries(
  document["paths"] as Record<string, Record<string, { responses: Record<string, unknown> }>>,
))
  for (const operation of Object.values(item))
    operation.responses["default"] = refusal(
      "invalid_arguments",
      path.startsWith("/chat") ? "note_not_found" : "room_not_found",
    );

test("R5, R40: a noun and a verb make a stateful API, with its refusals inside 200", async () => {
  const { api } = await openTestSandbox({ document });
  const made = await api("POST", "/rooms.create", { name: "tea" });
  expect(made).toMatchObject({ status: 200, body: { ok: true, room: { name: "tea" } } });
  const room = made.body.room.id as string;
  expect(room).toMatch(/^C[A-Z0-9]{8}$/);
  expect((await api("GET", `/rooms.info?room=${room}`)).body).toEqual(made.body);
  expect((await api("POST", "/rooms.rename", { room, name: "coffee" })).body.room).toEqual({
    id: room,
    name: "coffee",
  });
  const note = await api("POST", "/chat.postNote", { room, text: "hello" });
  expect(note.body).toMatchObject({ ok: true, room, ts: note.body.note.ts, note: { text: "hello" } });
  const { ts } = note.body;
  expect((await api("GET", `/rooms.history?room=${room}`)).body.notes).toEqual([{ ts, text: "hello" }]);
  expect((await api("POST", "/chat.update", { room, ts, text: "bye" })).body.note).toEqual({
    ts,
    text: "bye",
  });
  expect((await api("POST", "/chat.delete", { room, ts })).body).toEqual({ ok: true, ts });
  expect((await api("GET", `/rooms.history?room=${room}`)).body.notes).toEqual([]);
  expect(await api("GET", "/rooms.info?room=C00000000")).toMatchObject({
    status: 200,
    body: { ok: false, error: "room_not_found" },
  });
  expect(await api("POST", "/chat.update", { room, ts, text: "x" })).toMatchObject({
    status: 200,
    body: { ok: false, error: "note_not_found" },
  });
  expect(await api("POST", "/rooms.create", {})).toMatchObject({
    status: 200,
    body: { ok: false, error: "invalid_arguments" },
  });
});

test("R5, R16: its lists are paged by cursors that visit each record once", async () => {
  const { api } = await openTestSandbox({ document });
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; page < 20; page++) {
    const { body } = await api("GET", `/rooms.list?limit=2&cursor=${encodeURIComponent(cursor)}`);
    seen.push(...(body.rooms as { id: string }[]).map((one) => one.id));
    cursor = body.response_metadata.next_cursor as string;
    if (cursor === "") break;
  }
  expect(seen.length).toBeGreaterThan(3);
  expect(new Set(seen).size).toBe(seen.length);
});
