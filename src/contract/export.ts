// Exported records on their way out of a tenant: pages of a copied generation, each far below the 32 MiB limit of an RPC
// message.

/** What is exported: the generation to read, how many records it has, and the records themselves if they are few. */
export type ExportBegun = {
  release: string;
  generation: number;
  records: number;
  isCopy: boolean;
  first?: ExportRow[];
};
/** The place of the last record that was read: by resource, in the order of age. */
export type ExportCursor = { resource: string; seq: number };
/** A record with its document as the text it is stored as. */
export type ExportRow = { resource: string; parent: string; seq: number; doc: string };
