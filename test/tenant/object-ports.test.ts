// The object's class and the ports that other rooms call it by. `implements` holds every method of a port to the class; these
// hold the rest when types are checked: a method that stands in no port, and a port that passes what the class does not take.
import type { DurableObject } from "cloudflare:workers";
import { describe, expectTypeOf, it } from "vitest";
import type { DeliveryPort } from "#contract/delivery.ts";
import type { ForkPort } from "#contract/fork.ts";
import type { TailPort, TenantPort } from "#contract/tenant.ts";
import type { Live, Sandbox } from "#tenant/durable-object.ts";

type Ports = TenantPort & ForkPort & DeliveryPort & TailPort;
/** Parameters of methods are compared in either direction by `implements`; this compares them in the one that is safe. */
type Mistaken = {
  [Name in keyof Ports]: Parameters<Ports[Name]> extends Parameters<Sandbox[Name]> ? never : Name;
}[keyof Ports];

describe("the object's class", () => {
  it("has no method that stands in no port", () => {
    expectTypeOf<Exclude<keyof Sandbox, keyof DurableObject | keyof Ports>>().toBeNever();
    expectTypeOf<keyof Live>().toEqualTypeOf<keyof Sandbox>();
  });

  it("takes whatever the ports pass", () => {
    expectTypeOf<Mistaken>().toBeNever();
  });
});
