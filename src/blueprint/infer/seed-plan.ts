// In which order resources are seeded (R52): what others point at comes first.
import type { Resource } from "../format/resource.ts";

export function seedOrder(resources: Record<string, Resource>, first: string | undefined): string[] {
  const order: string[] = [];
  const visiting = new Set<string>();
  const visit = (name: string): void => {
    const resource = resources[name];
    if (!resource || order.includes(name) || visiting.has(name)) return;
    visiting.add(name);
    for (const target of [
      resource.parent,
      ...resource.references.map((one) => one.resource),
      ...Object.keys(resource.foreignKeys),
    ])
      if (target !== undefined) visit(target);
    visiting.delete(name);
    order.push(name);
  };
  if (first !== undefined) visit(first);
  for (const name of Object.keys(resources)) visit(name);
  return order;
}
