// A plan while it is edited: its form as lists of fields instead of JSON Schemas, each with a key that outlives reordering.
import { randomId } from "@mantine/hooks";
import type { Schemas } from "../../../api/client.ts";

export type Plan = Schemas["PlanOffer"];
export type Requirement = Plan["evidence"][number];
export type TestDataRow = Plan["testData"][number];
type FormStep = Plan["form"][number];
type Keyed<T> = T & { key: string };

/** A member of a step's JSON Schema; what the editor does not know of it is kept as it is. */
type Property = {
  type?: string;
  title?: string;
  description?: string;
  enum?: string[];
  format?: string;
  maxLength?: number;
};

export const FIELD_KINDS = [
  "text",
  "long text",
  "number",
  "yes or no",
  "one of a list",
  "e-mail address",
  "web address",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export type EditedField = Keyed<{ name: string; isRequired: boolean; property: Property }>;
export type EditedStep = Keyed<{ title: string; fields: EditedField[]; schema: FormStep["schema"] }>;

export type EditedPlan = {
  slug: string;
  name: string;
  isDefault: boolean;
  sandbox: boolean;
  review: boolean;
  paid: boolean;
  limits: Plan["limits"];
  steps: EditedStep[];
  evidence: Keyed<Requirement>[];
  testData: Keyed<TestDataRow>[];
  approvers: string[];
};

const keyed = <T extends object>(one: T): Keyed<T> => ({ ...one, key: randomId() });

export const newField = (): EditedField =>
  keyed({ name: "", isRequired: true, property: { type: "string" } });
export const newStep = (): EditedStep =>
  keyed({ title: "", fields: [newField()], schema: { type: "object" } });
export const newRequirement = (): Keyed<Requirement> => keyed({ fact: "succeeded" });
export const newTestData = (): Keyed<TestDataRow> =>
  keyed({ type: "id", name: "", description: "", value: "" });

export const NEW_PLAN: EditedPlan = {
  slug: "",
  name: "",
  isDefault: false,
  sandbox: true,
  review: true,
  paid: false,
  limits: { perMinute: null, perMonth: null, keys: null, sandboxes: null },
  steps: [],
  evidence: [],
  testData: [],
  approvers: [],
};

export const editedPlan = (plan: Plan): EditedPlan => ({
  slug: plan.slug,
  name: plan.name,
  isDefault: plan.isDefault,
  sandbox: plan.sandbox,
  review: plan.review,
  paid: plan.paid,
  limits: plan.limits,
  steps: plan.form.map(({ title, schema }) => {
    const required = Array.isArray(schema["required"]) ? schema["required"] : [];
    const properties = (schema["properties"] ?? {}) as Record<string, Property>;
    const fields = Object.entries(properties).map(([name, property]) =>
      keyed({ name, isRequired: required.includes(name), property }),
    );
    return keyed({ title, fields, schema });
  }),
  evidence: plan.evidence.map(keyed),
  testData: plan.testData.map(keyed),
  approvers: plan.approvers,
});

const formStepOf = ({ title, fields, schema }: EditedStep): FormStep => ({
  title,
  schema: {
    ...schema,
    type: "object",
    required: fields.flatMap(({ name, isRequired }) => (isRequired ? [name] : [])),
    properties: Object.fromEntries(fields.map(({ name, property }) => [name, property])),
  },
});

/** The plan as the API takes it. */
export const planBodyOf = ({ slug: _slug, steps, evidence, testData, ...plan }: EditedPlan) => ({
  ...plan,
  // The client's type of a body leaves nothing of an object that may have any member.
  form: steps.map(formStepOf) as never[],
  evidence: evidence.map(({ key: _key, ...one }) => one),
  testData: testData.map(({ key: _key, ...one }) => one),
});

const LONG = 4000;

export function kindOf({ type, format, enum: choices, maxLength }: Property): FieldKind {
  if (choices) return "one of a list";
  if (type === "boolean") return "yes or no";
  if (type === "number" || type === "integer") return "number";
  if (format === "email") return "e-mail address";
  if (format === "uri") return "web address";
  return maxLength !== undefined && maxLength > 200 ? "long text" : "text";
}

/** The property as one of another kind; its words stay. */
export function ofKind({ title, description }: Property, kind: FieldKind): Property {
  const words = {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
  switch (kind) {
    case "text":
      return { ...words, type: "string" };
    case "long text":
      return { ...words, type: "string", maxLength: LONG };
    case "number":
      return { ...words, type: "number" };
    case "yes or no":
      return { ...words, type: "boolean" };
    case "one of a list":
      return { ...words, type: "string", enum: [] };
    case "e-mail address":
      return { ...words, type: "string", format: "email" };
    case "web address":
      return { ...words, type: "string", format: "uri" };
  }
}

/** `Monthly calls` is asked for as `monthlyCalls`. */
export const nameOf = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+(\w?)/g, (_whole, next: string) => next.toUpperCase())
    .replace(/^[A-Z]/, (first) => first.toLowerCase());
