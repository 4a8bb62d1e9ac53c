// Which numbers are payment card numbers: prefix and length of a known network, and the check digit (ISO/IEC 7812-1,
// Annex B). Length and check digit alone are not enough: one timestamp in milliseconds in ten passes them. Pure.

type Network = {
  name: string;
  prefixes: readonly (readonly [from: number, to: number])[];
  lengths: readonly number[];
};

const LONG = [16, 17, 18, 19];

/**
 * Issuer identification numbers by network, as listed in Wikipedia, "Payment card number", section "Issuer identification
 * number (IIN)", which cites each network's own publication. No range begins with 1: timestamps until 2033 do.
 */
const NETWORKS: readonly Network[] = [
  { name: "Visa", prefixes: [[4, 4]], lengths: [13, 16, 19] },
  {
    name: "Mastercard",
    prefixes: [
      [51, 55],
      [2221, 2720],
    ],
    lengths: [16],
  },
  {
    name: "American Express",
    prefixes: [
      [34, 34],
      [37, 37],
    ],
    lengths: [15],
  },
  {
    name: "Discover",
    prefixes: [
      [6011, 6011],
      [644, 649],
      [65, 65],
    ],
    lengths: LONG,
  },
  { name: "JCB", prefixes: [[3528, 3589]], lengths: LONG },
  {
    name: "Diners Club",
    prefixes: [
      [300, 305],
      [3095, 3095],
      [36, 36],
      [38, 39],
    ],
    lengths: [14, 15, ...LONG],
  },
  { name: "UnionPay", prefixes: [[62, 62]], lengths: LONG },
  {
    name: "Maestro",
    prefixes: [
      [5018, 5018],
      [5020, 5020],
      [5038, 5038],
      [5893, 5893],
      [6304, 6304],
      [6759, 6759],
      [6761, 6763],
    ],
    lengths: [13, 14, 15, ...LONG],
  },
];

/** Whether digits, without anything between them, are a card number. */
export const isCardNumber = (digits: string): boolean =>
  NETWORKS.some(
    ({ prefixes, lengths }) =>
      lengths.includes(digits.length) && prefixes.some(([from, to]) => begins(digits, from, to)),
  ) && passesLuhn(digits);

function begins(digits: string, from: number, to: number): boolean {
  const start = Number(digits.slice(0, String(from).length));
  return start >= from && start <= to;
}

/** The check digit of ISO/IEC 7812-1, Annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
