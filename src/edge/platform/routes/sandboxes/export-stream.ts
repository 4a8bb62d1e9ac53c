// The records of a tenant as one stream, a page at a time and only as fast as it is read. An export that cannot be completed
// breaks off in the middle of its JSON, so that it is not mistaken for a complete one.
import { log } from "#lib/log.ts";
import type { ExportBegun, ExportCursor, ExportRow } from "#contract/export.ts";
import { utf8 } from "#lib/bytes.ts";

/** The side of a tenant that an export reads from. */
export type ExportPort = {
  exportPage(generation: number, after?: ExportCursor): Promise<ExportRow[]>;
  endExport(begun: ExportBegun): Promise<void>;
};

/** How the pages are written: `{release, records: {resource: [{doc, parent}]}}`, or a record a line. */
export type Writer = {
  begin: string;
  row(row: ExportRow, before: ExportRow | undefined): string;
  end(any: boolean): string;
};

const member = ({ doc, parent }: ExportRow): string =>
  parent === "" ? `"doc":${doc}` : `"doc":${doc},"parent":${JSON.stringify(parent)}`;

export const asJson = (release: string): Writer => ({
  begin: `{"release":${JSON.stringify(release)},"records":{`,
  row(row, before) {
    const isSame = before?.resource === row.resource;
    const opening = isSame ? "," : `${before ? "]," : ""}${JSON.stringify(row.resource)}:[`;
    return `${opening}{${member(row)}}`;
  },
  end: (any) => (any ? "]}}" : "}}"),
});

export const asLines = (release: string): Writer => ({
  begin: `${JSON.stringify({ release })}\n`,
  row: (row) => `{"resource":${JSON.stringify(row.resource)},${member(row)}}\n`,
  end: () => "",
});

export function exportStream(
  tenant: ExportPort,
  begun: ExportBegun,
  writer: Writer,
): ReadableStream<Uint8Array> {
  let last: ExportRow | undefined;
  let sent = 0;
  let opening = writer.begin;
  return new ReadableStream({
    async pull(controller) {
      try {
        const after = last && { resource: last.resource, seq: last.seq };
        const page = begun.first ?? (await tenant.exportPage(begun.generation, after));
        let text = opening;
        opening = "";
        for (const row of page) {
          text += writer.row(row, last);
          last = row;
        }
        sent += page.length;
        const isDone = page.length === 0 || sent >= begun.records;
        if (isDone && sent !== begun.records)
          throw new Error(`the export broke off: ${sent} of ${begun.records} records could be read`);
        controller.enqueue(utf8(isDone ? text + writer.end(sent > 0) : text));
        if (!isDone) return;
        controller.close();
        await tenant.endExport(begun);
      } catch (error) {
        log("error", "an export broke off", { error: String(error), sent, records: begun.records });
        controller.error(error);
        await tenant.endExport(begun).catch(() => undefined);
      }
    },
    async cancel() {
      await tenant.endExport(begun);
    },
  });
}
