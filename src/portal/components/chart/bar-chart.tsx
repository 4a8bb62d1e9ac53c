// Counts over time as stacked bars, drawn as SVG; the same numbers stand in a table for whoever does not see the picture.
import { Group, Table, Text } from "@mantine/core";
import { DataTable } from "../data-table.tsx";
import { Moment } from "../moment.tsx";

export type Layer = { name: string; color: string };
export type Bar = { at: string; values: readonly number[] };

const HEIGHT = 120;
const WIDTH = 600;
const GAP = 0.2;

/** `layers` and the values of each bar are in one order, from the bottom up. */
export function BarChart({
  label,
  layers,
  bars,
}: {
  label: string;
  layers: readonly Layer[];
  bars: readonly Bar[];
}) {
  const totals = layers.map((_, i) => bars.reduce((all, { values }) => all + (values[i] ?? 0), 0));
  const most = Math.max(1, ...bars.map(({ values }) => sum(values)));
  const width = WIDTH / Math.max(1, bars.length);
  return (
    <figure className="chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${layers.map(({ name }, i) => `${totals[i] ?? 0} ${name}`).join(", ")}`}
      >
        {bars.map(({ at, values }, i) => (
          <g key={at} transform={`translate(${(i + GAP / 2) * width} 0)`}>
            {layers.map(({ name, color }, layer) => {
              const height = ((values[layer] ?? 0) / most) * HEIGHT;
              const below = (sum(values.slice(0, layer)) / most) * HEIGHT;
              return height === 0 ? null : (
                <rect
                  key={name}
                  y={HEIGHT - below - height}
                  width={width * (1 - GAP)}
                  height={height}
                  fill={color}
                />
              );
            })}
            <title>{`${new Date(at).toLocaleString()}: ${layers.map(({ name }, n) => `${values[n] ?? 0} ${name}`).join(", ")}`}</title>
          </g>
        ))}
      </svg>
      <figcaption>
        <Group gap="md">
          {layers.map(({ name, color }, i) => (
            <Text key={name} size="sm" component="span">
              <svg width="10" height="10" aria-hidden="true">
                <rect width="10" height="10" rx="2" fill={color} />
              </svg>{" "}
              {(totals[i] ?? 0).toLocaleString()} {name}
            </Text>
          ))}
          <Text size="sm" c="dimmed" component="span">
            at most {most.toLocaleString()} in a bar
          </Text>
        </Group>
      </figcaption>
      <details>
        <summary>As a table</summary>
        <DataTable label={label} columns={["From", ...layers.map(({ name }) => name)]} minWidth={360}>
          {bars
            .filter(({ values }) => sum(values) > 0)
            .map(({ at, values }) => (
              <Table.Tr key={at}>
                <Table.Td>
                  <Moment at={at} />
                </Table.Td>
                {layers.map(({ name }, i) => (
                  <Table.Td key={name}>{values[i] ?? 0}</Table.Td>
                ))}
              </Table.Tr>
            ))}
        </DataTable>
      </details>
    </figure>
  );
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
