import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCardNumber, passesLuhn } from "#lib/card-numbers.ts";
import { fillCards, maskCards } from "#lib/mask-cards.ts";

const mask = (text: string, spare: Parameters<typeof maskCards>[1] = () => false) => maskCards(text, spare);
const fill = (text: string, taken: string[] = []) => fillCards(text, (digits) => taken.includes(digits));

/** Numbers that the networks publish for tests. */
const CARDS = {
  visa: "4111111111111111",
  "visa of 13": "4222222222222",
  mastercard: "5555555555554444",
  "mastercard of the second range": "2223003122003222",
  amex: "378282246310005",
  discover: "6011111111111117",
  jcb: "3566002020360505",
  diners: "30569309025904",
  unionpay: "6200000000000005",
  maestro: "6759649826438453",
};

describe("maskCards", () => {
  it.each(Object.entries(CARDS))("keeps the first six and the last four digits of %s", (_, card) => {
    const masked = `[card ${card.slice(0, 6)}${"*".repeat(card.length - 10)}${card.slice(-4)}]`;
    expect(mask(`{"number":"${card}"}`)).toBe(`{"number":"${masked}"}`);
    expect(mask(`number=${card}&cvc=1`)).toBe(`number=${masked}&cvc=1`);
    expect(mask(`<pan>${card}</pan>`)).toBe(`<pan>${masked}</pan>`);
    expect(mask(`paid with ${card}.`)).toBe(`paid with ${masked}.`);
  });

  it("finds groups, also in forms and within other formats", () => {
    expect(mask("4111 1111 1111 1111")).toBe("[card 4111 11** **** 1111]");
    expect(mask("3782-822463-10005 and so on")).toBe("[card 3782-82****-*0005] and so on");
    expect(mask("n=4111+1111+1111+1111&x=1")).toBe("n=[card 4111+11**+****+1111]&x=1");
    expect(mask("n=4111%201111%201111%201111")).toBe("n=[card 4111 11** **** 1111]");
    expect(mask("n=%224111111111111111%22")).toBe("n=%22[card 411111******1111]%22");
    expect(mask('{"text":"card:\\n4111111111111111"}')).toBe('{"text":"card:\\n[card 411111******1111]"}');
  });

  it("makes a text of a number of JSON, so that it stays JSON", () => {
    const text = `{"a":"\\"4:","n": ${CARDS.visa},"l":[1,${CARDS.amex}],"s":"b: ${CARDS.visa}"}`;
    expect(JSON.parse(mask(text))).toEqual({
      a: '"4:',
      n: "[card number 411111******1111]",
      l: [1, "[card number 378282*****0005]"],
      s: "b: [card 411111******1111]",
    });
  });

  it("asks with digits and name before it masks", () => {
    const asked: (string | undefined)[][] = [];
    mask(`{"id":"${CARDS.visa}","card":{"number":${CARDS.visa}}} a[pan]=${CARDS.visa}`, (...one) => {
      asked.push(one);
      return false;
    });
    expect(asked).toEqual([
      [CARDS.visa, "id"],
      [CARDS.visa, "number"],
      [CARDS.visa, "pan"],
    ]);
    const part = `--x\r\nContent-Disposition: form-data; name="order_id"\r\n\r\n${CARDS.visa}\r\n--x--`;
    expect(mask(part, (_, name) => name === "order_id")).toBe(part);
  });

  it("leaves numbers within words, fractions and negative numbers alone", () => {
    for (const text of [
      `pm_${CARDS.visa}`,
      `${CARDS.visa}a`,
      `1.${CARDS.visa}`,
      `${CARDS.visa}.5`,
      `-${CARDS.visa}`,
    ])
      expect(mask(text)).toBe(text);
  });

  it("takes no moment for a card, in seconds, milliseconds, micro- or nanoseconds, or written out", () => {
    const moments = fc.integer({ min: 946_684_800, max: 1_999_999_999 });
    fc.assert(
      fc.property(moments, fc.nat(999_999_999), (seconds, nanos) => {
        const of = (digits: number) => String(nanos).padStart(9, "0").slice(0, digits);
        const iso = new Date(seconds * 1000).toISOString();
        for (const text of [
          String(seconds),
          `${seconds}${of(3)}`,
          `${seconds}${of(6)}`,
          `${seconds}${of(9)}`,
          iso,
          iso.replace(/\D/g, ""),
          iso.slice(0, 19).replace(/\D/g, ""),
          `${iso.slice(0, 10)} ${of(4)}-${of(4)}`,
        ])
          expect(mask(`{"at":"${text}","t":[${seconds}${of(3)}]}`)).toBe(
            `{"at":"${text}","t":[${seconds}${of(3)}]}`,
          );
      }),
      { numRuns: 3000 },
    );
  });

  it("takes no UUID for a card", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => mask(`a ${id} b`) === `a ${id} b`),
      { numRuns: 5000 },
    );
    const decimal = fc.stringMatching(/^\d{8}-\d{4}-4\d{3}-[89]\d{3}-\d{12}$/);
    fc.assert(
      fc.property(decimal, (id) => mask(id) === id),
      { numRuns: 5000 },
    );
  });

  it("takes at most three numbers in a hundred of 15 to 17 digits for cards when nothing is known of them", () => {
    let masked = 0;
    const runs = 20_000;
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{14,16}$/), (digits) => {
        if (mask(digits) !== digits) masked += 1;
      }),
      { numRuns: runs },
    );
    expect(masked / runs).toBeLessThan(0.03);
  });
});

describe("fillCards", () => {
  it("gives a number of the same form that is a card's, never one that has a meaning, and is masked to the same", () => {
    for (const card of Object.values(CARDS)) {
      const masked = mask(card);
      const filled = fill(masked);
      expect(isCardNumber(filled)).toBe(true);
      expect(mask(filled)).toBe(masked);
      const other = fill(masked, [filled]);
      expect(other).not.toBe(filled);
      expect(passesLuhn(other)).toBe(true);
    }
    expect(fill(mask("4111 1111 1111 1111"))).toMatch(/^4111 11\d\d \d{4} 1111$/);
  });

  it("makes a number of what was one", () => {
    const filled = JSON.parse(fill(mask(`{"n":${CARDS.visa},"s":"${CARDS.visa}"}`))) as object;
    expect(filled).toEqual({ n: expect.any(Number), s: expect.any(String) });
  });

  it("gives back what a caller sent that reads like a mask", () => {
    for (const sent of [
      '{"n":"[card 411111******1111]"}',
      '{"n":"[card number 411111******1111]"}',
      '{"n":"[literal card 411111******1111]"}',
      '{"n":"411111******1111"}',
    ])
      expect(fill(mask(sent))).toBe(sent);
  });
});
