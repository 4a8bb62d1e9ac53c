// The organisations of somebody who is in several: which one is acted for, and the change to another.
import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answerOf, platform } from "../api/client.ts";
import { actFor } from "../api/session.ts";

export function OrganisationItems() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data = [] } = useQuery({
    queryKey: ["my organisations"],
    queryFn: async () =>
      (await answerOf(platform.GET("/api/v1/me/organisations", { params: { query: { limit: 100 } } }))).data,
  });
  const changing = useMutation({
    mutationFn: actFor,
    onSuccess: async () => {
      await navigate({ to: "/dashboard" });
      // Everything that was asked was asked for another organisation.
      await queries.resetQueries();
    },
  });
  if (data.length < 2) return null;
  return (
    <>
      <Menu.Label>Acting for</Menu.Label>
      <Menu.RadioGroup
        value={data.find(({ isActive }) => isActive)?.id ?? null}
        onChange={(id) => changing.mutate(id)}
      >
        {data.map(({ id, name }) => (
          <Menu.RadioItem key={id} value={id} dir="auto" closeMenuOnClick>
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  );
}
