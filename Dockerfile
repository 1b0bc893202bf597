# Three images of one version: sidecar (web, worker and every command), keycloak (built, with our themes), mailbox (development only).
# docs/operate.md, "Containers", says how they are used.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package's script runs: what needs one here is for development only.
RUN npm ci --omit=dev --ignore-scripts && rm -rf /root/.npm

FROM node:24.21.0-bookworm-slim AS sidecar
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 KEYS_DIR=/keys
# Nobody runs npm here, and what is not there is no way in.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* /usr/local/bin/yarn* \
  && install -d -o 1000 -g 1000 -m 0700 /keys
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY realm-config ./realm-config
COPY sidecar ./sidecar
# The sources are root's: who breaks in changes none of them.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-old-space-size=256", "--max-semi-space-size=16", "sidecar/main.ts"]
CMD ["serve"]

FROM node:24.21.0-bookworm-slim AS mailbox
ENV NODE_ENV=production HOST=0.0.0.0 SMTP_PORT=1025 HTTP_PORT=8025
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY scripts/mailbox ./scripts/mailbox
USER 1000:1000
EXPOSE 1025 8025
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT}/api/messages?to=nobody`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "scripts/mailbox/main.ts"]

FROM keycloak/keycloak:26.7.4 AS keycloak-build
COPY themes/einlass /opt/keycloak/themes/einlass
RUN /opt/keycloak/bin/kc.sh build --db=postgres --health-enabled=true

FROM keycloak/keycloak:26.7.4 AS keycloak
COPY --from=keycloak-build /opt/keycloak /opt/keycloak
COPY containers/keycloak.sh /opt/keycloak/bin/einlass.sh
# How long one app, or Einlass, may keep Keycloak waiting: docs/tokens.md.
ENV KC_SPI_CONNECTIONS_HTTP_CLIENT__DEFAULT__SOCKET_TIMEOUT_MILLIS=3000 \
  KC_SPI_CONNECTIONS_HTTP_CLIENT__DEFAULT__ESTABLISH_CONNECTION_TIMEOUT_MILLIS=1000
HEALTHCHECK --interval=10s --timeout=5s --start-period=180s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9000 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
ENTRYPOINT ["bash", "/opt/keycloak/bin/einlass.sh"]
CMD ["start", "--optimized"]
