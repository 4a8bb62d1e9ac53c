/** Endpoints, of the platform and of the API's own together. */
export const MAX_ENDPOINTS = 20;
