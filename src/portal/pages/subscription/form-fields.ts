// The fields that a form step's JSON Schema describes.
import type { Schemas } from "../../api/client.ts";

export type FormStep = Schemas["Subscription"]["form"][number];
export type Value = string | number | boolean;
export type Values = { [name: string]: Value };

export type Field = {
  name: string;
  label: string;
  about: string | undefined;
  kind: "text" | "long text" | "number" | "choice" | "yes or no";
  choices: string[];
  isRequired: boolean;
};

type Property = {
  type?: string;
  title?: string;
  description?: string;
  enum?: unknown[];
  maxLength?: number;
};

const LONG = 200;

export function fieldsOf({ schema }: FormStep): Field[] {
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const properties = (schema["properties"] ?? {}) as Record<string, Property>;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    label: property.title ?? labelOf(name),
    about: property.description,
    kind: kindOf(property),
    choices: (property.enum ?? []).map(String),
    isRequired: required.has(name),
  }));
}

function kindOf({ type, enum: choices, maxLength }: Property): Field["kind"] {
  if (choices) return "choice";
  if (type === "boolean") return "yes or no";
  if (type === "integer" || type === "number") return "number";
  return maxLength !== undefined && maxLength > LONG ? "long text" : "text";
}

/** `monthlyCalls` is "Monthly calls". */
function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
