// A YAML editor with line numbers, mistakes at their lines, and completion by a JSON Schema and given words.
import { autocompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic as Mark, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { getNonce } from "get-nonce";
import { useEffect, useRef } from "react";
import type { Diagnostic } from "../release/publication.ts";
import { type JsonSchema, proposals } from "./proposals.ts";

const COLORS = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName)],
    color: "var(--editor-key)",
    fontWeight: "600",
  },
  { tag: tags.string, color: "var(--editor-text)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--mantine-color-dimmed)", fontStyle: "italic" },
]);

export function YamlEditor({
  label,
  value,
  diagnostics,
  schema,
  words,
  onChange,
}: {
  label: string;
  value: string;
  diagnostics: readonly Diagnostic[];
  schema: JsonSchema | undefined;
  words: readonly string[];
  onChange: (text: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  // What the editor asks for later is always of the last rendering.
  const latest = useRef({ onChange, schema, words });
  latest.current = { onChange, schema, words };

  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          EditorView.cspNonce.of(getNonce() ?? ""),
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
          EditorView.lineWrapping,
          lineNumbers(),
          lintGutter(),
          drawSelection(),
          history(),
          yaml(),
          indentUnit.of("  "),
          syntaxHighlighting(COLORS),
          autocompletion({
            override: [(context) => proposals(context, latest.current.schema, latest.current.words)],
          }),
          // Escape, then Tab, leaves the editor by keyboard.
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [label]);

  useEffect(() => {
    const text = view.current?.state.doc;
    if (text && text.toString() !== value)
      view.current?.dispatch({ changes: { from: 0, to: text.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const { state } = view.current ?? {};
    if (state)
      view.current?.dispatch(
        setDiagnostics(
          state,
          diagnostics.flatMap((one) => markOf(state, one)),
        ),
      );
  }, [diagnostics]);

  return <div ref={place} className="editor" />;
}

/** A diagnostic of the file marks its whole line. */
function markOf({ doc }: EditorState, { line, level, message, hint }: Diagnostic): Mark[] {
  if (line === undefined || line > doc.lines) return [];
  const { from, to } = doc.line(line);
  return [{ from, to, severity: level === "note" ? "info" : level, message: `${message} ${hint}` }];
}
