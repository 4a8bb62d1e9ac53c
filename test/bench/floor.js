// The floor: the least a stateful API on this platform can be. Worker → object → SQLite, and nothing else.
import { DurableObject } from "cloudflare:workers";

export class Floor extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS items (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, doc TEXT)",
    );
  }

  async create(body) {
    const doc = { id: crypto.randomUUID(), ...JSON.parse(body) };
    this.ctx.storage.sql.exec("INSERT INTO items (id, doc) VALUES (?, ?)", doc.id, JSON.stringify(doc));
    return JSON.stringify(doc);
  }

  async read(id) {
    return this.ctx.storage.sql.exec("SELECT doc FROM items WHERE id = ?", id).one().doc;
  }

  async list() {
    const rows = this.ctx.storage.sql.exec("SELECT doc FROM items ORDER BY seq DESC LIMIT 20").toArray();
    return `{"data":[${rows.map((row) => row.doc).join(",")}]}`;
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const object = env.FLOOR.getByName("one");
    const id = pathname.slice("/v1/books/".length);
    const body =
      request.method === "POST"
        ? await object.create(await request.text())
        : id
          ? await object.read(id)
          : await object.list();
    return new Response(body, {
      status: request.method === "POST" ? 201 : 200,
      headers: { "content-type": "application/json" },
    });
  },
};
