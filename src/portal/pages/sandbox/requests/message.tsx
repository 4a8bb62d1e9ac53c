// A request or an answer as it was on the wire.
import { Card, Title } from "@mantine/core";

export type Wire = { headers: string[][]; body: string | null };

export function Message({ title, message: { headers, body } }: { title: string; message: Wire }) {
  const head = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return (
    <Card component="section" aria-label={title}>
      <Title order={3} size="h4" mb="xs">
        {title}
      </Title>
      <pre className="code">{[head, body === null ? "" : pretty(body)].join("\n\n").trim()}</pre>
    </Card>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
