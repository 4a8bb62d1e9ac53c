// Colours and manners of all components. Contrast is at least 4.5:1 in both schemes (WCAG 2.2 AA, 1.4.3).
import {
  Alert,
  Anchor,
  Badge,
  Button,
  Card,
  type CSSVariablesResolver,
  Modal,
  Notification,
  Table,
  createTheme,
} from "@mantine/core";

export const theme = createTheme({
  primaryColor: "cyan",
  primaryShade: 9,
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', monospace",
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Alert: Alert.extend({ defaultProps: { variant: "light" } }),
    Anchor: Anchor.extend({ defaultProps: { underline: "always" } }),
    Badge: Badge.extend({ defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 600 } }),
    Button: Button.extend({ defaultProps: { fw: 600 } }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: "lg" } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 } },
      styles: { title: { fontWeight: 650 } },
    }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: "sm", highlightOnHover: true } }),
  },
});

/** The library's dimmed, placeholder and badge texts have less than 4.5:1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { "--mantine-primary-color-filled-hover": "#095c6b" },
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6c757d",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-green-light-color": "#1d5f2b",
    "--mantine-color-orange-light-color": "#8f2f06",
    "--mantine-color-cyan-light-color": "#0a525f",
    "--mantine-color-red-light-color": "#9c2020",
    "--mantine-color-gray-light-color": "#495057",
    "--sandbar-tint": "#f6f8f9",
  },
  dark: {
    "--mantine-color-dimmed": "#a6adb4",
    "--mantine-color-placeholder": "#8f969d",
    "--sandbar-tint": "#1f2225",
  },
});
