// The statuses of a submission in words and colours.
import type { Schemas } from "../../../api/client.ts";

export const STATUSES: Readonly<Record<Schemas["Submission"]["status"], { word: string; color: string }>> = {
  in_review: { word: "In Review", color: "cyan" },
  approved: { word: "Approved", color: "green" },
  changes_requested: { word: "Changes Requested", color: "orange" },
  rejected: { word: "Rejected", color: "red" },
  withdrawn: { word: "Withdrawn", color: "gray" },
};
