// The switch between test and live: everything below it shows that mode only.
import { SegmentedControl } from "@mantine/core";
import { useMode } from "./mode.ts";

export function ModeSwitch() {
  const [mode, setMode] = useMode();
  return (
    <SegmentedControl
      aria-label="Mode"
      size="sm"
      value={mode}
      onChange={(value) => setMode(value)}
      data={[
        { value: "test", label: "Test" },
        { value: "live", label: "Live" },
      ]}
    />
  );
}
