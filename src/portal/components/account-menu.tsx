// Who is signed in, and the way out; for anybody else the way in.
import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import IconUser from "@tabler/icons-react/icons/IconUser";
import { useQueryClient } from "@tanstack/react-query";
import { OrganisationItems } from "./organisation-items.tsx";
import { Link, useNavigate } from "@tanstack/react-router";
import { type Session, sessionQuery, signOut } from "../api/session.ts";

export function AccountMenu({ session }: { session: Session | null }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (!session)
    return (
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          Sign in
        </Button>
        <Button visibleFrom="xs" renderRoot={(props) => <Link to="/sign-up" {...props} />}>
          Sign up
        </Button>
      </Group>
    );
  const leave = async (): Promise<void> => {
    await signOut();
    queries.setQueryData(sessionQuery.queryKey, null);
    await navigate({ to: "/" });
    // Nothing of this account is left for whoever signs in next.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={`Account of ${session.user.name}`}>
          <IconUser size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.user.email}</Menu.Label>
        <Menu.Item renderRoot={(props) => <Link to="/account" {...props} />}>Your account</Menu.Item>
        <OrganisationItems />
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
