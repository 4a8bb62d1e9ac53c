// The navigation of somebody who is signed in.
import { NavLink, Stack, Text } from "@mantine/core";
import IconApi from "@tabler/icons-react/icons/IconApi";
import IconBook from "@tabler/icons-react/icons/IconBook";
import IconHome from "@tabler/icons-react/icons/IconHome";
import IconBuilding from "@tabler/icons-react/icons/IconBuilding";
import IconKey from "@tabler/icons-react/icons/IconKey";
import { Link } from "@tanstack/react-router";

export const Navigation = () => (
  <Stack gap={2}>
    <NavLink
      className="navigation-link"
      label="Dashboard"
      leftSection={<IconHome size={18} />}
      renderRoot={(props) => <Link to="/dashboard" {...props} />}
    />
    <Text size="xs" fw={650} c="dimmed" mt="md" px="sm">
      Settings
    </Text>
    <NavLink
      className="navigation-link"
      label="API Access"
      leftSection={<IconKey size={18} />}
      renderRoot={(props) => <Link to="/settings/api-access" {...props} />}
    />
    <NavLink
      className="navigation-link"
      label="Organisation"
      leftSection={<IconBuilding size={18} />}
      renderRoot={(props) => <Link to="/organisation" {...props} />}
    />
    <Text size="xs" fw={650} c="dimmed" mt="md" px="sm">
      Provider
    </Text>
    <NavLink
      className="navigation-link"
      label="My APIs"
      leftSection={<IconApi size={18} />}
      renderRoot={(props) => <Link to="/provider/apis" {...props} />}
    />
    <Text size="xs" fw={650} c="dimmed" mt="md" px="sm">
      Help
    </Text>
    <NavLink href="/docs" label="Platform reference" leftSection={<IconBook size={18} />} />
  </Stack>
);
