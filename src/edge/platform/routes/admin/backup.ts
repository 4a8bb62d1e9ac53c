// Backup and restore of the installation, in pages and files, for its administrator: `sandbar backup` puts them together.
import { Hono } from "hono";
import { z } from "zod";
import {
  BackupContents,
  BackupFiles,
  BackupPage,
  BackupRows,
  MAX_BACKUP_FILE_BYTES,
  RestoreRequest,
} from "#contract/backup.ts";
import { listFiles, readFile, writeFile } from "#control/backup/files.ts";
import { beginRestore } from "#control/backup/restore.ts";
import { contentsOf, readRows, writeRows } from "#control/backup/tables.ts";
import { clearGatewayConfigs } from "../../../gateway-configs.ts";
import type { Platform } from "../../auth.ts";
import { defineRoutes } from "../../define-route.ts";
import { requireAdministrator } from "./administrator.ts";

export const backupRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  backupRoutes,
  { base: "/api/v1/admin", tag: "Administration" },
  requireAdministrator,
);

route(
  "get",
  "/backup",
  {
    id: "readBackupContents",
    summary: "What a backup would have: the tables of the database and their rows",
    answers: { 200: BackupContents },
  },
  async ({ context }) => context.json(await contentsOf(context.env.control)),
);

route(
  "get",
  "/backup/tables/:table",
  {
    id: "readBackupRows",
    summary: "Rows of a table, as they stand there",
    detail: "Credentials in them are encrypted or hashed, as they are at rest.",
    query: z.object({ after: z.coerce.number().int().min(-1).default(-1) }),
    answers: { 200: BackupPage },
  },
  async ({ context, params: { table }, query: { after } }) =>
    context.json(await readRows(context.env.control, table, after)),
);

route(
  "get",
  "/backup/files",
  {
    id: "listBackupFiles",
    summary: "Files of the blob store: releases, and what the edge knows of APIs",
    query: z.object({ cursor: z.string().max(2000).optional() }),
    answers: { 200: BackupFiles },
  },
  async ({ context, query: { cursor } }) => context.json(await listFiles(context.env.control, cursor)),
);

const Key = z.object({ key: z.string().min(1).max(1024) });

route(
  "get",
  "/backup/files/content",
  {
    id: "readBackupFile",
    summary: "The content of one file",
    query: Key,
    answers: { 200: "The bytes" },
  },
  async ({ context, query: { key } }) =>
    context.body(await readFile(context.env.control, key), 200, {
      "content-type": "application/octet-stream",
    }),
);

route(
  "post",
  "/restore",
  {
    id: "beginRestore",
    summary: "Begin to restore a backup: into an installation that is empty, or is emptied",
    body: RestoreRequest,
    answers: { 204: null },
  },
  async ({ context, body }) => {
    await beginRestore(context.env.control, body);
    clearGatewayConfigs();
    return context.body(null, 204);
  },
);

route(
  "put",
  "/backup/files/content",
  {
    id: "restoreBackupFile",
    summary: "Put a file of a backup back",
    query: Key,
    form: z.string().describe("The file's bytes, at most 64 MB"),
    media: "application/octet-stream",
    bodyBytes: MAX_BACKUP_FILE_BYTES,
    answers: { 204: null },
  },
  async ({ context, query: { key } }) => {
    await writeFile(context.env.control, key, new Uint8Array(await context.req.arrayBuffer()));
    clearGatewayConfigs();
    return context.body(null, 204);
  },
);

route(
  "put",
  "/backup/tables/:table",
  {
    id: "restoreBackupRows",
    summary: "Put rows of a backup back",
    body: BackupRows,
    answers: { 204: null },
  },
  async ({ context, params: { table }, body }) => {
    await writeRows(context.env.control, table, body);
    return context.body(null, 204);
  },
);
