// Publishing an API: a preview of what would be released, and the release itself, in one request or in parts.
import { Hono } from "hono";
import { z } from "zod";
import { Published } from "#contract/account-views.ts";
import { ReleasePreview, ReleaseSources } from "#contract/release-preview.ts";
import { MissingParts, Part, Sha256, UploadManifest } from "#contract/uploads.ts";
import { releaseSources } from "#control/apis/given-sources.ts";
import { previewRelease } from "#control/apis/preview.ts";
import { publish } from "#control/apis/publish.ts";
import { requireRelease } from "#control/apis/releases.ts";
import { publishUploaded, putPart } from "#control/apis/uploads.ts";
import { defineRoutes } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { requireProvider } from "../subscriptions/provider.ts";
import { PublicationForm, SourcesForm, readPublication } from "./publication-form.ts";

export const publishingRoutes = new Hono<Platform>({ strict: false });

const at = { base: "/api/v1/apis", tag: "APIs", changes: "publish" } as const;
const route = defineRoutes(publishingRoutes, at, requireActor);
const provider = defineRoutes(publishingRoutes, at, requireProvider);

route(
  "post",
  "/:slug/releases",
  {
    id: "publishRelease",
    summary: "Publish a release of an API",
    detail:
      "All in one request, for documents that are not large; others are sent in parts. The document is sent, read from a URL, or that of a release that is there.",
    form: PublicationForm,
    answers: { 201: Published },
  },
  async ({ context, on: actor, params }) => {
    const publication = await readPublication(context, actor, params.slug);
    return context.json(await publish(context.env.control, actor, publication), 201);
  },
);

route(
  "post",
  "/:slug/release-preview",
  {
    id: "previewRelease",
    summary: "What a release would be and what would change, with nothing published",
    detail:
      "The preview names the release: sent as `expected`, it holds the publication to what was looked at.",
    form: SourcesForm,
    answers: { 200: ReleasePreview },
  },
  async ({ context, on: actor, params }) => {
    const publication = await readPublication(context, actor, params.slug);
    return context.json(await previewRelease(context.env.control, actor, publication));
  },
);

provider(
  "get",
  "/:slug/releases/:release/sources",
  {
    id: "readReleaseSources",
    summary:
      "What a release was made of beside its document: sandbox.yaml and the like, as they were published",
    answers: { 200: ReleaseSources },
  },
  async ({ context, on, params }) => {
    const { control } = context.env;
    return context.json(await releaseSources(control, await requireRelease(control, on.api, params.release)));
  },
);

route(
  "put",
  "/:slug/uploads/:sha256",
  {
    id: "uploadPart",
    summary: "Send one part of a large publication, under its own digest",
    detail: "Sent again it is the same. A part that no release was made of is forgotten after a day.",
    params: { sha256: Sha256 },
    form: z.string().describe("The part's bytes, at most 4 MB, with their Content-Length"),
    media: "application/octet-stream",
    answers: { 200: Part },
  },
  async ({ context, on: actor, params }) => {
    const length = context.req.header("content-length");
    return context.json(
      await putPart(context.env.control, actor, params.slug, params.sha256, {
        stream: context.req.raw.body,
        bytes: length === undefined ? undefined : Number(length),
      }),
    );
  },
);

route(
  "post",
  "/:slug/uploads",
  {
    id: "publishUploaded",
    summary: "Publish a release of parts that were sent",
    detail:
      "Where parts are missing nothing is published, and they are named: send them and ask again. A release that is published already needs none.",
    body: UploadManifest,
    answers: { 200: MissingParts, 201: Published },
  },
  async ({ context, on: actor, body, params }) => {
    const slug = params.slug;
    const published = await publishUploaded(context.env.control, actor, slug, body);
    return context.json(published, "missing" in published ? 200 : 201);
  },
);
