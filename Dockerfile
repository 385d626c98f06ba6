# One image for all processes; docker-compose.yml says which one a container runs.
FROM node:22-bookworm-slim AS build
WORKDIR /trademan
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
WORKDIR /trademan
ENV NODE_ENV=production DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=build --chown=node:node /trademan/package.json ./
COPY --from=build --chown=node:node /trademan/node_modules ./node_modules
COPY --from=build --chown=node:node /trademan/dist ./dist
USER node
VOLUME /data
CMD ["node", "dist/worker/main.js"]
