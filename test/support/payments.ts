// A document about payments and the sandbox file that gives it a behaviour of its own: cases, effects, refusals that act.
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown) => ({ "application/json": { schema } });
const ok = (name: string) => ({ "200": { description: "ok", content: json(ref(name)) } });
const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
const text = { type: "string" };
const maybe = { type: ["string", "null"] };

const listOf = (name: string) => ({
  responses: {
    "200": {
      description: "a list",
      content: json({ type: "object", properties: { data: { type: "array", items: ref(name) } } }),
    },
  },
});

const collection = (name: string, body: unknown) => ({
  get: { parameters: [{ name: "payment", in: "query", schema: text }], ...listOf(name) },
  post: { requestBody: { required: true, content: json(body) }, responses: ok(name) },
});

export const PAYMENTS = {
  openapi: "3.1.0",
  info: { title: "Payments", version: "1" },
  paths: {
    "/payments": collection("Payment", {
      type: "object",
      required: ["amount"],
      properties: { amount: { type: "integer" }, card: text, confirm: { type: "boolean" } },
    }),
    "/payments/{id}": {
      get: { parameters: [id], responses: ok("Payment") },
      delete: { parameters: [id], responses: ok("Payment") },
    },
    "/payments/{id}/confirm": {
      post: {
        parameters: [id],
        requestBody: { content: json({ type: "object", properties: { card: text } }) },
        responses: ok("Payment"),
      },
    },
    "/charges": { get: collection("Charge", {}).get },
    "/charges/{id}": { get: { parameters: [id], responses: ok("Charge") } },
    "/refunds": collection("Refund", {
      type: "object",
      required: ["charge"],
      properties: { charge: text, amount: { type: "integer" } },
    }),
    "/refunds/{id}": { get: { parameters: [id], responses: ok("Refund") } },
    "/people": collection("Person", {
      type: "object",
      properties: { email: text, tags: { type: "array", items: text } },
    }),
    "/people/{id}": { get: { parameters: [id], responses: ok("Person") } },
    "/people/{id}/copies": {
      post: {
        parameters: [id],
        responses: { "200": { description: "ok", content: json({ type: "object" }) } },
      },
    },
    "/namesakes/{name}": { get: { parameters: [{ ...id, name: "name" }], ...listOf("Person") } },
    "/tags": { get: collection("Tag", {}).get },
    "/tags/{id}": { get: { parameters: [id], responses: ok("Tag") } },
  },
  components: {
    schemas: {
      Payment: {
        type: "object",
        required: ["id", "amount", "status", "client_secret", "latest_charge"],
        properties: {
          id: text,
          amount: { type: "integer" },
          amount_received: { type: "integer" },
          card: maybe,
          status: {
            type: "string",
            enum: ["requires_card", "requires_confirmation", "requires_action", "succeeded", "canceled"],
          },
          client_secret: text,
          latest_charge: maybe,
        },
      },
      Charge: {
        type: "object",
        required: ["id", "amount", "amount_refunded", "payment", "status"],
        properties: {
          id: text,
          amount: { type: "integer" },
          amount_refunded: { type: "integer", default: 0 },
          payment: text,
          status: text,
        },
      },
      Refund: {
        type: "object",
        required: ["id", "charge", "amount"],
        properties: { id: text, charge: text, amount: { type: "integer" } },
      },
      Person: {
        type: "object",
        required: ["id"],
        properties: { id: text, email: text, tag_count: { type: "integer" } },
      },
      Tag: { type: "object", required: ["id", "name"], properties: { id: text, name: text, person: text } },
      Error: {
        type: "object",
        properties: {
          error: { type: "object", properties: { type: text, code: text, message: text, param: text } },
        },
      },
    },
  },
};

export const PAYMENTS_FILE = `
headers: { Payments-Version: "2026-01-01" }
tables:
  cards:
    key: [card]
    rows:
      card_good: { describe: succeeds }
      card_declined: { describe: is declined, decline_code: generic_decline }
      card_3ds: { describe: asks for authentication, three_ds: true }
resources:
  payment:
    members:
      client_secret: { value: "next.id + '_secret_' + random.text(8)" }
      amount_received: { computed: "records.sum('charge', {'payment': next.id, 'status': 'succeeded'}, 'amount')" }
    on:
      delete: [{ to: canceled }]
      create:
        - { when: "body.confirm == true", to: requires_confirmation, continue: confirm }
        - { when: "has(body.card)", to: requires_confirmation }
        - { to: requires_card }
    lifecycle:
      field: status
      initial: requires_card
      transitions:
        - { action: confirm, from: [requires_card, requires_confirmation, requires_action], when: "!has(next.card)", refuse: no_card }
        - { action: confirm, from: [requires_card, requires_confirmation], when: "has(row.three_ds)", to: requires_action, event: payment.requires_action }
        - { action: confirm, from: [requires_card, requires_confirmation], when: "has(row.decline_code)", to: requires_card, effects: [failed_charge], refuse: card_declined }
        - { action: confirm, from: [requires_card, requires_confirmation, requires_action], to: succeeded, effects: [charge], events: [charge.succeeded, payment.succeeded] }
      progress:
        - { from: requires_action, to: succeeded, after: 60000, effects: [charge], events: [payment.succeeded] }
  refund:
    members:
      amount: { default: "records.get('charge', body.charge).amount" }
    on:
      create:
        - { when: "next.amount > records.get('charge', next.charge).amount - records.get('charge', next.charge).amount_refunded", refuse: too_much }
        - { effects: [{ update: charge, where: { id: next.charge }, set: { amount_refunded: "record.amount_refunded + next.amount" }, events: [charge.refunded] }] }
  person:
    lookup_by: ["hash.md5(next.email.lowerAscii())"]
    members:
      tag_count: { computed: "records.count('tag', {'person': next.id})" }
    on:
      create:
        - effects: [{ for_each: body.tags, create: tag, set: { name: item, person: next.id } }]
effects:
  charge: { create: charge, set: { amount: next.amount, payment: next.id, status: "'succeeded'" }, link: { latest_charge: created.charge.id } }
  failed_charge: { create: charge, set: { amount: next.amount, payment: next.id, status: "'failed'" }, link: { latest_charge: created.charge.id } }
operations:
  "POST /people/{id}/copies":
    cases:
      - { when: "record.email.startsWith('no-copy')", refuse: too_much }
      - { effects: [{ for_each: "[1, 2]", create: person, as: copies, set: { email: "string(item) + record.email" } }] }
    returns: { of: named.id.id, copies: "created.copies.map(one, one.email)" }
  "GET /namesakes/{name}": { does: list, resource: person, where: "item.email.startsWith(path.name)" }
errors:
  template: { error: { type: "{type}", code: "{code}", message: "{message}", param: "{param}" } }
  cases:
    no_card: { status: 400, code: payment_unexpected_state, message: "A card is needed first." }
    card_declined: { status: 402, keep: true, type: card_error, code: card_declined, message: "Your card was declined ({decline_code}).", members: { decline_code: row.decline_code, payment: next } }
    too_much: { status: 400, code: amount_too_large, message: "More than the charge has left." }
  violations:
    - { reason: required, code: parameter_missing, message: "Missing required param: {member}." }
`;
