// The live tail: a WebSocket that says when the log has grown. Where it ends it is opened again, with a new ticket.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";

const REOPEN_MS = 3_000;

/** Whether the tail is open. While it is not paused, the log is asked for again whenever it has grown. */
export function useTail(sandbox: string, api: string, isPaused: boolean): boolean {
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isPaused) return undefined;
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    let seen = -1;
    const again = (): void => {
      setOpen(false);
      if (!isLeft) timer = setTimeout(() => void open(), REOPEN_MS);
    };
    const open = async (): Promise<void> => {
      try {
        const { url } = await answerOf(
          platform.POST("/api/v1/sandboxes/{sandbox}/{api}/log/tickets", {
            params: { path: { sandbox, api } },
          }),
        );
        if (isLeft) return;
        socket = new WebSocket(url);
        socket.addEventListener("open", () => setOpen(true));
        socket.addEventListener("message", ({ data }) => {
          // It also speaks after each reading of the log: only a higher number is news.
          const { latest } = JSON.parse(String(data)) as { latest: number };
          if (latest <= seen) return;
          seen = latest;
          void queries.invalidateQueries({ queryKey: ["log", sandbox, api] });
        });
        socket.addEventListener("close", again);
      } catch {
        again();
      }
    };
    void open();
    return () => {
      isLeft = true;
      clearTimeout(timer);
      socket?.close();
      setOpen(false);
    };
  }, [sandbox, api, isPaused, queries]);
  return isOpen;
}
