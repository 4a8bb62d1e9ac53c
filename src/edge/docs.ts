// Where the pages about an API are.
export const scenariosPath = (slug: string): string => `/docs/${slug}/scenarios`;
