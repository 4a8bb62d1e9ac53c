// How much a sandbox is seeded with.
import { Select } from "@mantine/core";

export type Profile = "empty" | "small" | "rich" | "edge";

const PROFILES: { value: Profile; label: string }[] = [
  { value: "small", label: "Small: a few records of each kind" },
  { value: "rich", label: "Rich: many, of varied shape" },
  { value: "edge", label: "Edge: what is unusual but valid" },
  { value: "empty", label: "Empty" },
];

export const ProfileSelect = ({
  value,
  onChange,
}: {
  value: Profile;
  onChange: (profile: Profile) => void;
}) => (
  <Select
    label="Sample records"
    data={PROFILES}
    value={value}
    allowDeselect={false}
    onChange={(chosen) => onChange(chosen ?? value)}
    maw={340}
  />
);
