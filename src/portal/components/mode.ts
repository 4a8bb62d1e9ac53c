// Test or live: which keys, and which data behind them, the pages show. It follows the reader from page to page.
import { useLocalStorage } from "@mantine/hooks";

export type Mode = "test" | "live";

export const useMode = (): readonly [Mode, (mode: Mode) => void] => {
  const [mode, setMode] = useLocalStorage<Mode>({
    key: "sandbar-mode",
    defaultValue: "test",
    getInitialValueInEffect: false,
  });
  return [mode === "live" ? "live" : "test", setMode];
};
