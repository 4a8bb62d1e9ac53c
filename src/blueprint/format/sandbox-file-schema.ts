// The JSON Schema of sandbox.yaml, for editors that check and complete it and for its reference.
import { z } from "zod";
import { SandboxFile } from "./sandbox-file.ts";

export const sandboxFileSchema = (): object =>
  z.toJSONSchema(SandboxFile, { unrepresentable: "any", io: "input" });
