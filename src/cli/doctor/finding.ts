// What a check of `sandbar doctor` has found.
export type Finding = {
  check: string;
  state: "fine" | "warning" | "problem";
  message: string;
  /** What to do about it. */
  next?: string;
};

export const fine = (check: string, message: string): Finding => ({ check, state: "fine", message });
export const warning = (check: string, message: string, next: string): Finding => ({
  check,
  state: "warning",
  message,
  next,
});
export const problem = (check: string, message: string, next: string): Finding => ({
  check,
  state: "problem",
  message,
  next,
});
