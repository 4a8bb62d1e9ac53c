// Column values of a new endpoint, whoever creates it.
/** An endpoint of which nothing bad is known. */
export const HEALTHY_ENDPOINT = { previous: null, previous_until: null, failures: 0, disabled: null };
