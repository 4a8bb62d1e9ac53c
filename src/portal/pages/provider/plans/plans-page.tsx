// The plans of an API, and one of them to edit. Which one stands in the address.
import { Alert, Anchor, Badge, Button, Group, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { answerOf, platform } from "../../../api/client.ts";
import { Asked } from "../../../components/asked.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { NEW_PLAN, type Plan, editedPlan } from "./edited-plan.ts";
import { PlanEditor } from "./plan-editor.tsx";
import { RetireButton } from "./retire-button.tsx";
import { counted } from "../../../components/counted.ts";

const route = getRouteApi("/signed-in/provider/$api/plans");
const NEW = "new";

export function PlansPage() {
  const { api } = route.useParams();
  const { plan: chosen } = route.useSearch();
  const plans = useQuery({
    queryKey: ["plans", api],
    queryFn: async () =>
      (await answerOf(platform.GET("/api/v1/apis/{slug}/plans", { params: { path: { slug: api } } }))).data,
    refetchOnWindowFocus: false,
  });
  const newPlan = (
    <Button
      renderRoot={(props) => (
        <Link to="/provider/$api/plans" params={{ api }} search={{ plan: NEW }} {...props} />
      )}
    >
      New plan
    </Button>
  );
  return (
    <Asked query={plans}>
      {(list) => {
        const edited = list.find(({ slug }) => slug === chosen);
        const own = list.filter(({ builtIn }) => !builtIn);
        if (chosen === NEW) return <PlanEditor key={NEW} api={api} plan={NEW_PLAN} isNew />;
        if (edited) return <PlanEditor key={edited.slug} api={api} plan={editedPlan(edited)} isNew={false} />;
        return own.length === 0 ? (
          <EmptyState title="No plan of your own yet" action={newPlan}>
            A plan says what a partner may do while testing, what its integration has to prove, and what the
            partner fills in before you review it. Until there is one, the built-in plans hold.
          </EmptyState>
        ) : (
          <Stack>
            <Group>{newPlan}</Group>
            <Plans api={api} plans={own} />
          </Stack>
        );
      }}
    </Asked>
  );
}

const Plans = ({ api, plans }: { api: string; plans: readonly Plan[] }) => (
  <>
    <DataTable label="Plans" columns={["Plan", "Asks for", "Limits", "Production"]} hasActions minWidth={720}>
      {plans.map((plan) => (
        <Table.Tr key={plan.slug}>
          <Table.Td>
            <Group gap="xs">
              <Anchor
                fw={550}
                renderRoot={(props) => (
                  <Link to="/provider/$api/plans" params={{ api }} search={{ plan: plan.slug }} {...props} />
                )}
              >
                {plan.name}
              </Anchor>
              {plan.isDefault ? <Badge color="cyan">default</Badge> : null}
              {plan.paid ? <Badge color="orange">paid</Badge> : null}
            </Group>
          </Table.Td>
          <Table.Td>
            {plan.evidence.length} proofs, {plan.form.length} form steps
          </Table.Td>
          <Table.Td>{limitsOf(plan)}</Table.Td>
          <Table.Td>
            <Badge color={plan.production.reachable ? "green" : "orange"}>
              {plan.production.reachable ? "reachable" : "blocked"}
            </Badge>
          </Table.Td>
          <Table.Td>
            <RetireButton api={api} plan={plan} />
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
    {[
      ...new Set(
        plans.flatMap(({ production: { whyNot, notices } }) => [...(whyNot ? [whyNot] : []), ...notices]),
      ),
    ].map((notice) => (
      <Alert key={notice} color="orange">
        <Text size="sm">{notice}</Text>
      </Alert>
    ))}
  </>
);

function limitsOf({ limits: { perMinute, perMonth, keys, sandboxes } }: Plan): string {
  const said = [
    ...(perMinute === null ? [] : [`${counted(perMinute, "call")} a minute`]),
    ...(perMonth === null ? [] : [`${perMonth.toLocaleString()} a month`]),
    ...(keys === null ? [] : [counted(keys, "key")]),
    ...(sandboxes === null ? [] : [counted(sandboxes, "sandbox", "sandboxes")]),
  ];
  return said.length === 0 ? "None" : said.join(", ");
}
