// The name, and the way home.
import { Group, Text, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import icon from "../icon.svg";

export const Brand = () => (
  <UnstyledButton renderRoot={(props) => <Link to="/" {...props} />}>
    <Group gap={8} wrap="nowrap">
      <img src={icon} alt="" width={28} height={28} />
      <Text fw={700} size="lg" visibleFrom="xs">
        Sandbar
      </Text>
      <Text fw={700} size="lg" hiddenFrom="xs" style={{ position: "absolute", clipPath: "inset(50%)" }}>
        Sandbar
      </Text>
    </Group>
  </UnstyledButton>
);
