// A new release of an API that is there: previewed against the latest one before it is published.
import { Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { ReleaseForm } from "../release/release-form.tsx";

const route = getRouteApi("/signed-in/provider/$api/publish");

export function PublishPage() {
  const { api } = route.useParams();
  return (
    <Stack>
      <Text c="dimmed">
        The document is compiled and compared with the latest release first. Nothing is published until you
        say so.
      </Text>
      <ReleaseForm key={api} slug={api} />
    </Stack>
  );
}
