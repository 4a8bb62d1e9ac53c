// A form on a page of its own: signing in and the like.
import { Card, Container, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

export const FormCard = ({
  title,
  about,
  children,
}: {
  title: string;
  about: ReactNode;
  children: ReactNode;
}) => (
  <Container size={440} px={0} py={{ base: "md", sm: "xl" }}>
    <Title order={1} size="h2" ta="center">
      {title}
    </Title>
    <Text c="dimmed" ta="center" mt={4} mb="lg">
      {about}
    </Text>
    <Card>
      <Stack>{children}</Stack>
    </Card>
  </Container>
);
