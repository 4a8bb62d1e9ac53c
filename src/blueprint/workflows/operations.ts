// The operation that a step calls: by its id, with the name of its source before it or without, or by its place in the document.
import { tokensOf } from "#lib/pointer.ts";
import type { BlueprintIndex } from "../format/blueprint.ts";
import type { Operation } from "../format/operation.ts";
import { findOperation } from "../known-names.ts";
import type { Step } from "./arazzo.ts";

export function operationOf(
  index: BlueprintIndex,
  step: Pick<Step, "operationId" | "operationPath">,
): Operation | undefined {
  if (step.operationId !== undefined)
    return findOperation(index, step.operationId.replace(/^\$sourceDescriptions\.[\w-]+\./, ""));
  const fragment = step.operationPath?.split("#")[1];
  if (fragment === undefined) return undefined;
  const [paths, path = "", method = ""] = tokensOf(`#${fragment}`);
  return paths === "paths" ? findOperation(index, `${method.toUpperCase()} ${path}`) : undefined;
}
