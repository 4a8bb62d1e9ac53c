// A text to be copied: a key, a URL, a command.
import { ActionIcon, CopyButton, Group, Tooltip } from "@mantine/core";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconCopy from "@tabler/icons-react/icons/IconCopy";

export function CopyLine({ text, label }: { text: string; label: string }) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <pre className="code" style={{ flex: 1, minWidth: 0 }}>
        {text}
      </pre>
      <CopyButton value={text} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy"} position="left">
            <ActionIcon variant="default" size="lg" onClick={copy} aria-label={`Copy ${label}`}>
              {copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
