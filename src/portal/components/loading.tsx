// A page that is on its way.
import { Center, Loader } from "@mantine/core";

export const Loading = () => (
  <Center mih={240} role="status" aria-label="Loading">
    <Loader />
  </Center>
);
