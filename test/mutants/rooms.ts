// Every mutant, by room.
import { CLI } from "./cli.ts";
import { BLUEPRINT } from "./blueprint.ts";
import { CONTROL } from "./control.ts";
import { DELIVERY } from "./delivery.ts";
import { EDGE } from "./edge.ts";
import { LIB } from "./lib.ts";
import type { Room } from "./mutant.ts";
import { PLAY } from "./play.ts";
import { PORTAL } from "./portal.ts";
import { TENANT } from "./tenant.ts";

export const ROOMS: readonly Room[] = [LIB, BLUEPRINT, EDGE, CONTROL, TENANT, PLAY, DELIVERY, PORTAL, CLI];
