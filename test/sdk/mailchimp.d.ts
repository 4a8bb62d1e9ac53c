// The SDK brings no types of its own.
declare module "@mailchimp/mailchimp_marketing" {
  type Call = (...values: unknown[]) => Promise<Record<string, never>>;
  type Api = Record<string, Call>;
  const client: {
    basePath: string;
    setConfig(config: { apiKey: string; server: string }): void;
    ping: Api;
    root: Api;
    lists: Api;
    campaigns: Api;
    templates: Api;
    searchMembers: Api;
  };
  export default client;
}
