// Whether a host can serve the pages and accounts apart from the APIs: both the Worker and the deployment ask.

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const HOST_NAME = new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)+[a-z][a-z0-9-]*$`);

/** Why this host is not apart from the domain below which APIs answer; undefined when it is. */
export function refusePortalHost(portal: string, domain: string): string | undefined {
  const [host, apis] = [portal.toLowerCase(), domain.toLowerCase()];
  if (!HOST_NAME.test(host)) return `'${portal}' must be a bare host name such as portal.example.com`;
  if (host === apis || host.endsWith(`.${apis}`) || apis.endsWith(`.${host}`))
    return `'${portal}' must be outside '${domain}', where APIs answer: their pages and its cookies are to be kept apart`;
  return undefined;
}
