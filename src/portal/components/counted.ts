// A number with its noun: "1 sandbox", "1,200 sandboxes".
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString()} ${n === 1 ? one : many}`;
