FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY operations operations
COPY web web
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
# Everybody needs an API key; the first start prints one for an administrator on standard error.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 AUTH_MODE=token DATA_DIR=/data
# The embedded PostgreSQL keeps its files here when DATABASE_URL is absent.
RUN mkdir /data && chown node:node /data
VOLUME /data
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY migrations migrations
COPY operations operations
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: SIGTERM has to reach the server itself.
CMD ["node", "--max-semi-space-size=32", "dist/main.js"]
