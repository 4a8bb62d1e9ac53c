// The frame of every page: header, navigation, and below them the page.
import { AppShell, Burger, Container, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { sessionQuery } from "../api/session.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { ColorSchemeButton } from "./color-scheme-button.tsx";
import { ModeSwitch } from "./mode-switch.tsx";
import { useMode } from "./mode.ts";
import { Navigation } from "./navigation.tsx";

export function Shell() {
  const [isOpen, menu] = useDisclosure(false);
  const [mode] = useMode();
  const { data: session } = useQuery(sessionQuery);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const isSignedIn = Boolean(session);
  useEffect(() => menu.close(), [pathname]);
  return (
    <AppShell
      header={{ height: 60 }}
      {...(isSignedIn ? { navbar: { width: 232, breakpoint: "md", collapsed: { mobile: !isOpen } } } : {})}
      padding={{ base: "md", sm: "xl" }}
    >
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <AppShell.Header className={isSignedIn ? `mode-${mode}` : "mode-live"}>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          {isSignedIn ? (
            <Burger
              opened={isOpen}
              onClick={menu.toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={isOpen ? "Close navigation" : "Open navigation"}
            />
          ) : null}
          <Brand />
          <Group gap="xs" ml="auto" wrap="nowrap">
            {isSignedIn ? <ModeSwitch /> : null}
            <ColorSchemeButton />
            <AccountMenu session={session ?? null} />
          </Group>
        </Group>
      </AppShell.Header>
      {isSignedIn ? (
        <AppShell.Navbar p="sm" component="nav" aria-label="Main">
          <Navigation />
        </AppShell.Navbar>
      ) : null}
      <AppShell.Main id="content" tabIndex={-1}>
        <Container size="lg" px={0}>
          <Outlet />
        </Container>
      </AppShell.Main>
    </AppShell>
  );
}
