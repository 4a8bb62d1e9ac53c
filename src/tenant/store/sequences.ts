// Names of sequences that do not belong to a resource.
/** The sequence behind the order of age of all records; seeds use it too. */
export const RECORD_SEQUENCE = "\nrecords";
