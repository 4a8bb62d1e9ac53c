// The limit of webhook endpoints; in a file of its own because both limits.ts and deliveries.ts need it.
/** Endpoints, of the platform and of the API's own together. */
export const MAX_ENDPOINTS = 20;
