// What a release is made of, as the forms of this section send it: previewed first, then published as it was previewed.
import { type Schemas, answerOf, platform } from "../../../api/client.ts";

/** What is not given is as it was in `base`. */
export type Sources = {
  document?: string;
  url?: string;
  base?: string;
  sandbox?: string;
  records?: string;
  workflows?: string;
};
export type Preview = NonNullable<Schemas["ReleasePreview"]["preview"]>;
export type Diagnostic = Schemas["ReleasePreview"]["diagnostics"][number];
export type Visibility = Schemas["Api"]["visibility"];

export type Naming = { expected: string; alias: string; visibility?: Visibility };

export const previewRelease = (slug: string, body: Sources): Promise<Schemas["ReleasePreview"]> =>
  answerOf(
    platform.POST("/api/v1/apis/{slug}/release-preview", {
      params: { path: { slug } },
      body,
      bodySerializer: asForm,
    }),
  );

export const publishRelease = (slug: string, sources: Sources, naming: Naming): Promise<Schemas["Release"]> =>
  answerOf(
    platform.POST("/api/v1/apis/{slug}/releases", {
      params: { path: { slug } },
      body: { ...sources, ...naming },
      bodySerializer: asForm,
    }),
  );

function asForm(body: object = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) form.append(name, String(value));
  return form;
}
