// The status of an answer; 0 is what was no call.
import { Badge } from "@mantine/core";

export function StatusBadge({ status }: { status: number }) {
  if (status === 0) return <Badge color="gray">event</Badge>;
  const color = status < 300 ? "green" : status < 400 ? "cyan" : status < 500 ? "orange" : "red";
  return <Badge color={color}>{status}</Badge>;
}
