// A table that scrolls by itself where the window is narrower than it, also by keyboard.
import { Table, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

/** `children` are its rows; `hasActions` adds a last column whose heading is for screen readers only. */
export const DataTable = ({
  label,
  columns,
  hasActions = false,
  minWidth = 640,
  children,
}: {
  label: string;
  columns: readonly string[];
  hasActions?: boolean;
  minWidth?: number;
  children: ReactNode;
}) => (
  // What is hidden for the eye stands inside of it, and not beside the page.
  <Table.ScrollContainer minWidth={minWidth} type="native" pos="relative" tabIndex={0} aria-label={label}>
    <Table>
      <Table.Thead>
        <Table.Tr>
          {columns.map((one) => (
            <Table.Th key={one}>{one}</Table.Th>
          ))}
          {hasActions ? (
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          ) : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  </Table.ScrollContainer>
);
