// A page that could not be shown.
import { Button, Container, Title } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Refused } from "./refused.tsx";

export function RouteFailed({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Container size="sm" py="xl">
      <Title order={1} mb="md">
        This page could not be shown
      </Title>
      <Refused error={error instanceof Error ? error : new Error(String(error))} />
      <Button mt="md" onClick={() => void router.invalidate()}>
        Try again
      </Button>
    </Container>
  );
}
