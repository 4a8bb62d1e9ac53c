// Where to go after signing in or up. Only a path of this portal: an address elsewhere in `next` would lead people who trust it
// there.
export const ownPath = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/dashboard";
