// How many operations of an API there are of each tier of fidelity.
import { Badge, Group } from "@mantine/core";
import type { Schemas } from "../../api/client.ts";

type Tier = Schemas["CatalogueEntry"]["operations"][number]["tier"];

export const TIER_COLORS: Readonly<Record<Tier, string>> = {
  stateful: "green",
  partial: "cyan",
  sampled: "orange",
  unsupported: "red",
};

export const TierCounts = ({ fidelity }: { fidelity: { [tier: string]: number } }) => (
  <Group gap="xs">
    {Object.entries(TIER_COLORS)
      .filter(([tier]) => (fidelity[tier] ?? 0) > 0)
      .map(([tier, color]) => (
        <Badge key={tier} color={color}>
          {fidelity[tier]} {tier}
        </Badge>
      ))}
  </Group>
);
