// Mail that was stored here, because the installation has no way to send it.
import { Card, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "../../components/asked.tsx";
import { Moment } from "../../components/moment.tsx";
import { readMails } from "./administrator.ts";

const TYPING_MS = 300;

export function Mails({ token }: { token: string }) {
  const [written, setWritten] = useState("");
  const [to] = useDebouncedValue(written.trim(), TYPING_MS);
  const mails = useQuery({
    queryKey: ["admin", "mails", to],
    queryFn: () => readMails(token, to),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return (
    <Card component="section" aria-labelledby="mails">
      <Stack>
        <Title order={2} size="h4" id="mails">
          Mail
        </Title>
        <Text size="sm" c="dimmed">
          Where a mail binding is configured mail is sent and not stored here.
        </Text>
        <TextInput
          label="To"
          description="The whole address"
          maw={360}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <Asked query={mails}>
          {(list) =>
            list.length === 0 ? (
              <Text c="dimmed">No stored mail{to === "" ? "" : ` to ${to}`}.</Text>
            ) : (
              <Stack gap="sm">
                {list.map(({ to: address, subject, text, at }) => (
                  <article key={`${at} ${address} ${subject}`}>
                    <Text fw={550}>{subject}</Text>
                    <Text size="sm" c="dimmed">
                      To {address}, <Moment at={at} />
                    </Text>
                    <pre className="code">{text}</pre>
                  </article>
                ))}
              </Stack>
            )
          }
        </Asked>
      </Stack>
    </Card>
  );
}
