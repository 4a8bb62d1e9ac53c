// An endpoint that is paused is sent nothing, whatever waits for it already; a secret that was rotated signs along for its time.
import { describe, expect, it } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type House, openHouse } from "../support/house.ts";
import { rows, stubOf } from "../support/tenant.ts";

const at = (house: House, path: string): string => `/api/v1/sandboxes/default/${house.slug}/${path}`;

/** A delivery that waits: its endpoint pretends to answer, and the first try comes only later. */
async function openWaiting() {
  const house = await openHouse({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const endpoint = (
    await house.partner.call("POST", at(house, "endpoints"), { url: "https://ok.webhook.test/" })
  ).body as { id: string; secret: string };
  await house.api("POST", "/v1/books", { title: "Waits" }, { "x-sandbox-scenario": "webhook_delayed" });
  const [{ id } = { id: 0 }] = await rows<{ id: number }>(house, "SELECT id FROM deliveries");
  const claim = async () => {
    await rows(house, "UPDATE deliveries SET due = 0, lease = NULL");
    return (await stubOf(house)).claim(id);
  };
  return { house, endpoint, claim };
}

describe("an endpoint", () => {
  it("that is paused gets nothing that waited for it, which is held for later", async () => {
    const { house, endpoint, claim } = await openWaiting();
    await house.partner.call("PATCH", at(house, `endpoints/${endpoint.id}`), { active: false });
    expect(await claim()).toBeUndefined();
    expect(await rows(house, "SELECT state FROM deliveries")).toEqual([{ state: "held" }]);
  });

  it("whose secret was rotated gets the old signature too, until the overlap ends", async () => {
    const { house, endpoint, claim } = await openWaiting();
    const rotated = await house.partner.call("POST", at(house, `endpoints/${endpoint.id}/rotate`), {
      overlapSeconds: 60,
    });
    expect(await claim()).toMatchObject({ secrets: [rotated.body.secret, endpoint.secret] });
    await rows(house, "UPDATE endpoints SET previous_until = 1");
    expect(await claim()).toMatchObject({ secrets: [rotated.body.secret] });
  });
});
