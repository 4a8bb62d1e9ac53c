// What is under test: a client of the orders API that tries again when the API is busy.

export type Order = { id: string; item: string; status: string };

export class OrdersClient {
  readonly #baseUrl: string;
  readonly #key: string;

  constructor({ baseUrl, key }: { baseUrl: string; key: string }) {
    this.#baseUrl = `${baseUrl}/v1`;
    this.#key = key;
  }

  create(item: string): Promise<Order> {
    return this.#call("POST", "/orders", { item });
  }

  ship(id: string): Promise<Order> {
    return this.#call("POST", `/orders/${id}/ship`);
  }

  get(id: string): Promise<Order> {
    return this.#call("GET", `/orders/${id}`);
  }

  async #call(method: string, path: string, body?: object): Promise<Order> {
    for (let tries = 1; ; tries++) {
      const response = await fetch(`${this.#baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#key}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.ok) return (await response.json()) as Order;
      if (response.status !== 503 || tries === 3)
        throw new Error(`${method} ${path} answered ${response.status}`);
    }
  }
}
