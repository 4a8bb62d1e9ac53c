// Starts the portal in the page that the Worker serves.
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./portal.css";
import { createRoot } from "react-dom/client";
import { setNonce } from "get-nonce";
import { App } from "./app.tsx";

/** Styles that components write into the page carry it: the page's policy allows no others. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
setNonce(nonce);

// A page of an earlier release asks for files that are gone: the current one has others.
addEventListener("vite:preloadError", () => location.reload());

const root = document.getElementById("root");
if (root) createRoot(root).render(<App nonce={nonce} />);
