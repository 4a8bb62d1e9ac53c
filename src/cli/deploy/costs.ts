// What an installation costs a month, estimated: Cloudflare's prices of the Workers Paid plan, in US dollars, as of 2026. Pure.

type Price = { what: string; perCall: number; included: number; perMillion: number };

const PLAN = 5;
/** A call is one request of the Worker, one of an object; it writes its log row, its record, and their indexes. */
const PRICES: readonly Price[] = [
  { what: "requests of the Worker", perCall: 1, included: 10e6, perMillion: 0.3 },
  { what: "milliseconds of CPU", perCall: 5, included: 30e6, perMillion: 0.02 },
  { what: "requests of objects", perCall: 1, included: 1e6, perMillion: 0.15 },
  { what: "rows written", perCall: 8, included: 50e6, perMillion: 1 },
  { what: "operations of queues", perCall: 1, included: 1e6, perMillion: 0.4 },
];

export function costLines(calls: number): string[] {
  const parts = PRICES.flatMap(({ what, perCall, included, perMillion }) => {
    const over = Math.max(0, calls * perCall - included);
    return over === 0 ? [] : [{ what, dollars: (over / 1e6) * perMillion }];
  });
  const total = PLAN + parts.reduce((sum, one) => sum + one.dollars, 0);
  return [
    `about $${total.toFixed(2)} a month for ${calls.toLocaleString("en-US")} calls, storage aside: $${PLAN} for the plan${parts
      .map(({ what, dollars }) => `, $${dollars.toFixed(2)} for ${what}`)
      .join("")}`,
    "an estimate: prices change (developers.cloudflare.com/workers/platform/pricing), and a third of calls is taken to cause a webhook",
  ];
}
