// What the edge knows of an API before any object is asked: enough to answer unauthorized callers in the right shape.
import { z } from "zod";
import { ErrorModel, Scheme } from "#blueprint/format/operation.ts";
import { PlatformBody } from "#blueprint/format/blueprint.ts";
import { asObject } from "#lib/json.ts";

const Fields = z.object({
  api: z.string(),
  slug: z.string(),
  keyPrefix: z.string(),
  basePaths: z.array(z.string()),
  schemes: z.record(z.string(), Scheme),
  errors: ErrorModel,
  platform: z.record(z.string(), PlatformBody),
  /** The document itself declares one of the lifecycle paths, so they are the API's on its own host. */
  ownsLifecyclePaths: z.boolean(),
  /** The same for the paths of the test controls, on the bare host. */
  ownsTestControlPaths: z.boolean().default(false),
  /** Where OAuth clients fetch their tokens, unless the document declares that path itself. */
  tokenPath: z.string().optional(),
  /** How its paths begin, two segments deep, a parameter as `{}`. */
  beginnings: z.array(z.string()).default([]),
  /** Names of small body fields that may carry the key. */
  bodyFields: z.array(z.string()),
});
/** Configs of before have a member under its former name. */
export const GatewayConfig = z.preprocess((stored) => {
  const { ownsSteeringPaths, ...config } = asObject(stored);
  return ownsSteeringPaths === undefined ? stored : { ownsTestControlPaths: ownsSteeringPaths, ...config };
}, Fields);
export type GatewayConfig = z.infer<typeof GatewayConfig>;

export const SANDBOXES_PATH = "/api/v1/sandboxes/";
export const LIFECYCLE_PATH = "/api/v1/settings/api-access/sandbox";
