// The form of one rule of inference.

export type Rule = {
  /** Comments in `src` and titles in `test` cite it. */
  id: `R${number}`;
  /** What is inferred, in one sentence. */
  title: string;
  status: "implemented" | "partial" | "open";
  /** What is not done, where something is not. */
  note?: string;
  /** The files below `src` that implement it. */
  files: readonly string[];
  /** The files below `test` that hold it. */
  tests: readonly string[];
};
