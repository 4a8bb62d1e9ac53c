// An address that is no page.
import { Anchor, Container, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";

export const NothingHere = () => (
  <Container size="sm" py="xl">
    <Title order={1}>There is no such page</Title>
    <Text my="md">The address may be mistyped, or what it named was deleted.</Text>
    <Anchor renderRoot={(props) => <Link to="/" {...props} />}>To the front page</Anchor>
  </Container>
);
