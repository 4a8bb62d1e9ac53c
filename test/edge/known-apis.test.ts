// What the edge remembers of APIs: for how long, and until when after a publish.
import { describe, expect, it } from "vitest";
import type { BlobStore } from "#contract/blobs.ts";
import { clearGatewayConfigs, gatewayConfigBySlug } from "#edge/gateway-configs.ts";
import { LIBRARY } from "../support/documents.ts";
import { publish, send, signUp } from "../support/test-sandbox.ts";

const slug = (): string => `k${Math.random().toString(36).slice(2)}`;

/** A store that has nothing, and counts how often it is asked. */
function emptyStore(): { store: BlobStore; asked: () => number } {
  let asked = 0;
  const store = {
    get: () => {
      asked++;
      return Promise.resolve(null);
    },
  };
  return { store: store as unknown as BlobStore, asked: () => asked };
}

describe("the edge's memory of APIs", () => {
  it("holds for seconds that an API is unknown, so that guesses cost nothing and a new API is found soon", async () => {
    clearGatewayConfigs();
    const { store, asked } = emptyStore();
    const name = slug();
    await gatewayConfigBySlug(store, name, 1000);
    await gatewayConfigBySlug(store, name, 3900);
    expect(asked()).toBe(1);
    await gatewayConfigBySlug(store, name, 4100);
    expect(asked()).toBe(2);
  });

  it("is cleared by a publish: an API that was unknown a moment ago is there", async () => {
    const name = slug();
    expect((await send(`http://${name}.localhost/v1/books`)).body.sandbox_error).toBe("api_unknown");
    expect((await publish(await signUp(), { document: LIBRARY }, name)).answer.status).toBe(201);
    expect((await send(`http://${name}.localhost/v1/books`)).body.sandbox_error).toBe("unauthorized");
  });
});
