// Which records a sandbox begins with, as flags.
import { numberFlag } from "./flags.ts";

const PROFILES = ["empty", "small", "rich", "edge"] as const;

export type SeedFlags = { seedProfile?: (typeof PROFILES)[number]; seed?: number };

export const SEED = {
  seedProfile: {
    kind: "enum",
    values: PROFILES,
    optional: true,
    brief: "How many records, and how strange",
  },
  seed: numberFlag("number", "Equal numbers make equal records"),
} as const;

export const seedBody = ({ seedProfile, seed }: SeedFlags): object => ({
  ...(seedProfile === undefined ? {} : { profile: seedProfile }),
  ...(seed === undefined ? {} : { seed }),
});
