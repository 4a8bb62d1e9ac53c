// Settings of `npm run migrations` (drizzle-kit): schema.ts → migrations/.
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "sqlite", schema: "./src/control/schema.ts", out: "./migrations" });
