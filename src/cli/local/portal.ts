// The portal of a local server: installed at once where it is built, and otherwise as soon as it is.
import { type Client, reasonOf } from "#client/client.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { BUILT_PORTAL, IS_BUILT } from "./paths.ts";

/** Of a portal that follows: that it is there, that the server ended before, or why it will not be there. */
export type Following = Promise<Result<"installed" | "ended", string>>;
type Prepared = {
  /** What is there at once leaves nothing that follows. */
  install(admin: Client): Promise<{ following: Following | undefined }>;
};

/** Begins to build it, where it has to be built. */
export async function preparePortal(ending: AbortSignal): Promise<Prepared> {
  const built = IS_BUILT ? BUILT_PORTAL : await builtBefore();
  const { publishPortal } = await import("../portal-build/publish.ts");
  if (built !== undefined)
    return {
      async install(admin) {
        await publishPortal(admin, built);
        return { following: undefined };
      },
    };
  const { BEING_BUILT, buildBeside } = await import("../portal-build/beside.ts");
  const building = buildBeside(ending);
  // Waited for once there is a server to put it in.
  building.catch(() => undefined);
  return {
    async install(admin) {
      await publishPortal(admin, BEING_BUILT);
      const installed = building.then((folder) => publishPortal(admin, folder));
      const following: Following = installed.then(
        () => succeed("installed"),
        (error: unknown) => (ending.aborted ? succeed("ended") : fail(reasonOf(error))),
      );
      return { following };
    },
  };
}

async function builtBefore(): Promise<string | undefined> {
  const { buildPortal, isPortalBuilt } = await import("../portal-build/build.ts");
  return (await isPortalBuilt()) ? buildPortal() : undefined;
}
