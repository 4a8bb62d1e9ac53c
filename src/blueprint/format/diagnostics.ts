// Compiler messages about a document: where, what, and what to do. Collected, never thrown.

export type Diagnostic = {
  level: "error" | "warning" | "note";
  /** JSON Pointer into the document; empty for the whole. */
  at: string;
  /** The id of the rule (`infer/rules.ts`) behind it, when one is. */
  rule?: string;
  message: string;
  hint: string;
};

const MAX_DIAGNOSTICS = 500;

export class Diagnostics {
  readonly list: Diagnostic[] = [];
  private readonly seen = new Set<string>();

  error(at: string, message: string, hint: string): void {
    this.add({ level: "error", at, message, hint });
  }

  warning(at: string, message: string, hint: string, rule?: string): void {
    this.add({ level: "warning", at, message, hint, ...(rule ? { rule } : {}) });
  }

  note(at: string, message: string, hint: string, rule?: string): void {
    this.add({ level: "note", at, message, hint, ...(rule ? { rule } : {}) });
  }

  get failed(): boolean {
    return this.list.some((diagnostic) => diagnostic.level === "error");
  }

  private add(diagnostic: Diagnostic): void {
    const key = `${diagnostic.at} ${diagnostic.message}`;
    if (this.seen.has(key) || this.list.length >= MAX_DIAGNOSTICS) return;
    this.seen.add(key);
    this.list.push(diagnostic);
  }
}
