// Apart from the reader, which brings the YAML parser with it: API calls never load that.
export const MAX_WORKFLOWS_BYTES = 512 * 1024;
