// A request to an API's demo, which needs no key and keeps nothing.
import { Button, Card, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { catalogueQuery } from "../../api/queries.ts";
import { CopyLine } from "../../components/copy-line.tsx";
import { Refused } from "../../components/refused.tsx";

type Answer = { status: number; text: string };

export function DemoRequest({ apis }: { apis: string[] }) {
  const [api, setApi] = useState(apis[0] ?? "");
  const { data: entry } = useQuery(catalogueQuery(api));
  // Until the reader writes a path of their own, it is the API's example.
  const [written, setWritten] = useState<string>();
  const path = written ?? entry?.example ?? "/";
  const url = `${entry?.origin ?? location.origin}/demo/${api}${path}`;
  const sending = useMutation({
    mutationFn: async (): Promise<Answer> => {
      const response = await fetch(url, { credentials: "omit" });
      return { status: response.status, text: pretty(await response.text()) };
    },
  });
  return (
    <Card component="section" aria-labelledby="try">
      <Stack>
        <div>
          <Title order={2} size="h3" id="try">
            Try it now
          </Title>
          <Text c="dimmed">A demo needs no key, and keeps nothing of what you send.</Text>
        </div>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            sending.mutate();
          }}
        >
          <Group align="flex-end" gap="sm">
            <Select
              label="API"
              w={160}
              data={apis}
              value={api}
              allowDeselect={false}
              onChange={(value) => {
                setApi(value ?? api);
                setWritten(undefined);
              }}
            />
            <TextInput
              label="Path"
              style={{ flex: "1 1 14rem" }}
              value={path}
              onChange={(event) => setWritten(event.currentTarget.value)}
            />
            <Button type="submit" loading={sending.isPending}>
              Send
            </Button>
          </Group>
        </form>
        <CopyLine text={`curl "${url}"`} label="the command" />
        <Refused error={sending.error} />
        {sending.data ? (
          <pre className="code" role="status" aria-label="Answer" style={{ maxHeight: "22rem" }} tabIndex={0}>
            {`${sending.data.status}\n\n${sending.data.text}`}
          </pre>
        ) : null}
      </Stack>
    </Card>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
